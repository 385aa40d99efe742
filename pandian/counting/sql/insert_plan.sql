-- Open a plan; a known id is left alone.
INSERT INTO counting_plan (site, id, name, purpose, blind, request, items, lots, created_by,
       created_at, counts_from)
SELECT %(site)s, %(id)s, %(name)s, %(purpose)s, %(blind)s, %(request)s::jsonb,
       %(items)s::bigint[], %(lots)s::bigint[], %(actor)s, %(now)s,
       date_trunc('day', %(now)s::timestamptz AT TIME ZONE %(zone)s) AT TIME ZONE %(zone)s
    ON CONFLICT DO NOTHING

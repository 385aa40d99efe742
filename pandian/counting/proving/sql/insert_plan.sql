-- Open the plan of a day's proofs; a known one is left alone.  It takes nothing but the proofs of
-- its own task: what people saw without a task belongs to other plans.
INSERT INTO counting_plan (site, id, name, purpose, blind, request, created_by, created_at,
       counts_from)
SELECT %(site)s, %(id)s, %(name)s, %(purpose)s, true, %(request)s::jsonb, %(actor)s, %(now)s,
       '9000-01-01 00:00:00+00'
    ON CONFLICT DO NOTHING

-- Transfers from or to a site of which something is still on the way so many hours after the days
-- that their route takes, the latest first.
WITH going AS MATERIALIZED (
    SELECT d.site, d.id, d.number, a.code AS source, b.id AS other, b.code AS target,
           e.at + make_interval(days => coalesce(
               nullif(d.header ->> 'days', '')::integer, %(route_days)s::integer)) AS due
      FROM governance_site_view a
     CROSS JOIN LATERAL (
           SELECT x.* FROM lifecycle_document x
            WHERE x.site = a.id AND x.kind = 'transfer' AND x.state = 'shipped' OFFSET 0) AS d
      JOIN governance_site_view b ON b.code = d.header ->> 'to'
     CROSS JOIN LATERAL (
           SELECT max(e.at) AS at FROM lifecycle_event e
            WHERE e.site = d.site AND e.document = d.id AND e.action = 'ship' OFFSET 0) AS e
     WHERE %(site)s IN (d.site, b.id)
), late AS MATERIALIZED (
    SELECT g.* FROM going g
     WHERE g.due < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
), fact AS (
    SELECT g.id, a.measure, a.quantity FROM late g
      JOIN lifecycle_amount a ON a.site = g.site AND a.document = g.id AND a.posted
    UNION ALL
    SELECT g.id, a.measure, a.quantity FROM late g
      JOIN lifecycle_document r ON r.site = g.other AND r.kind = 'transfer_receipt'
       AND r.header ->> 'transfer' = g.id::text
      JOIN lifecycle_amount a ON a.site = r.site AND a.document = r.id AND a.posted
), total AS (
    SELECT id, coalesce(sum(quantity) FILTER (WHERE measure = 'shipped'), 0)
             - coalesce(sum(quantity) FILTER (
                   WHERE measure IN ('received', 'stocked', 'damaged', 'lost')), 0) AS open
      FROM fact GROUP BY id
)
SELECT 'document:' || g.id AS subject, g.due AS since, g.due AS news_at, 1::bigint AS level,
       NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('document', g.id, 'number', g.number, 'source', g.source,
           'target', g.target, 'due', g.due, 'open', t.open::bigint) AS facts
  FROM late g JOIN total t ON t.id = g.id AND t.open > 0
 ORDER BY g.due, g.id LIMIT %(limit)s

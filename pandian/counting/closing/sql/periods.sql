-- Periods with who prepared and who signed them, the last end first; one, with its body, by id.
-- A report is superseded when a period that ends as late or later was closed without it.
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code)
)
SELECT p.id, s.code AS site,
       CASE WHEN c.period IS NOT NULL THEN 'closed'
            WHEN p.starts_at IS DISTINCT FROM k.ends_at THEN 'superseded'
            ELSE 'prepared' END AS state,
       p.starts_at, p.ends_at, p.last_day, p.seal, p.totals, p.content_hash, p.prepared_by,
       p.prepared_at, coalesce(c.closed_by, '') AS closed_by, c.closed_at, c.signature,
       p.site AS site_id, p.since,
       CASE WHEN %(id)s::uuid IS NULL THEN NULL ELSE p.body END AS body
  FROM asked s
  JOIN counting_period p ON p.site = s.id
  LEFT JOIN counting_period_close c ON c.site = p.site AND c.period = p.id
  LEFT JOIN LATERAL (SELECT max(x.ends_at) AS ends_at FROM counting_period_close x
                      WHERE x.site = p.site OFFSET 0) AS k ON true
 WHERE (%(id)s::uuid IS NULL OR p.id = %(id)s)
 ORDER BY p.ends_at DESC, p.prepared_at DESC, p.id
 LIMIT %(limit)s

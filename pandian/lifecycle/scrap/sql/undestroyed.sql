-- What of each approved line is not destroyed by a certified document yet.  Whole sets are joined:
-- called between `by_sets` and `by_probes`.
WITH done AS MATERIALIZED (
    SELECT x.source_line AS line, sum(a.quantity) AS quantity
      FROM lifecycle_document f
      JOIN lifecycle_line x ON x.site = f.site AND x.document = f.id
      JOIN lifecycle_amount a ON a.site = x.site AND a.document = x.document
       AND a.line = x.line AND a.measure = 'destroyed'
     WHERE f.site = %(site)s AND f.follows = %(document)s AND f.kind = 'destruction'
       AND f.state = 'certified'
     GROUP BY x.source_line
)
SELECT l.line, (l.asked - coalesce(d.quantity, 0))::bigint AS left
  FROM lifecycle_line l
  LEFT JOIN done d ON d.line = l.line
 WHERE l.site = %(site)s AND l.document = %(document)s AND l.asked > coalesce(d.quantity, 0)
 ORDER BY l.line

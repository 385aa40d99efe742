-- What of each approved line is not destroyed by a certified document yet.
SELECT l.line, (l.asked - coalesce(d.quantity, 0))::bigint AS left
  FROM lifecycle_line l
  LEFT JOIN LATERAL (
        SELECT sum(a.quantity) AS quantity
          FROM lifecycle_document f
          JOIN lifecycle_line x ON x.site = f.site AND x.document = f.id
           AND x.source_line = l.line
          JOIN lifecycle_amount a ON a.site = x.site AND a.document = x.document
           AND a.line = x.line AND a.measure = 'destroyed'
         WHERE f.site = l.site AND f.follows = l.document AND f.kind = 'destruction'
           AND f.state = 'certified') d ON true
 WHERE l.site = %(site)s AND l.document = %(document)s AND l.asked > coalesce(d.quantity, 0)
 ORDER BY l.line

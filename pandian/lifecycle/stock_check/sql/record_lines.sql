-- The record of a round, line by line, with the latest look.
SELECT l.line, l.source AS place, l.item, i.name, l.lot, l.serial, l.status, t.made_on,
       t.expires_on, k.actor AS looked_by, k.at AS looked_at,
       coalesce(f.doubts, '{}'::jsonb) AS doubts, f.counted, coalesce(f.notes, '{}') AS notes
  FROM lifecycle_line l
  JOIN catalog_item_view i ON i.code = l.item
  LEFT JOIN catalog_lot_view t ON t.item = i.id AND t.code = l.lot
  LEFT JOIN LATERAL (
        SELECT e.actor, e.at FROM lifecycle_amount a
          JOIN lifecycle_event e ON e.site = a.site AND e.id = a.event
         WHERE a.site = l.site AND a.document = l.document AND a.line = l.line
           AND a.measure = 'looked'
         ORDER BY e.seq DESC LIMIT 1) k ON true
  LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(m.measure, m.quantity)
                   FILTER (WHERE m.measure LIKE 'doubt%%') AS doubts,
               sum(m.quantity) FILTER (WHERE m.measure = 'counted') AS counted,
               array_agg(m.note) FILTER (WHERE m.note <> '') AS notes
          FROM (SELECT a.measure, sum(a.quantity)::bigint AS quantity, max(a.note) AS note
                  FROM lifecycle_amount a
                 WHERE a.site = l.site AND a.document = l.document AND a.line = l.line
                   AND a.measure <> 'looked'
                 GROUP BY a.measure) m) f ON true
 WHERE l.site = %(site)s AND l.document = %(document)s
 ORDER BY l.line

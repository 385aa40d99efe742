-- Doubts of stock checks that were not taken up yet, oldest first: one row for each line of an
-- event and kind of doubt.  Only accepted goods are put on hold.
SELECT e.id::text || ' ' || a.line || ' ' || a.measure AS key, a.measure, l.item, l.lot,
       l.serial, l.owner, l.source AS place, sum(a.quantity)::bigint AS quantity
  FROM lifecycle_document d
  JOIN lifecycle_event e ON e.site = d.site AND e.document = d.id AND e.action = 'look'
  JOIN lifecycle_amount a ON a.site = e.site AND a.event = e.id AND a.measure LIKE 'doubt%%'
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE d.site = %(site)s AND d.kind = 'stock_check' AND l.status = 'accepted'
   AND NOT EXISTS (SELECT FROM lifecycle_raised r
                    WHERE r.site = e.site AND r.source = 'stock_check'
                      AND r.key = e.id::text || ' ' || a.line || ' ' || a.measure)
 GROUP BY e.id, e.at, a.line, a.measure, l.item, l.lot, l.serial, l.owner, l.source
 ORDER BY e.at, a.line, a.measure
 LIMIT %(limit)s

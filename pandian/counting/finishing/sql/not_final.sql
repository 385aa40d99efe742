-- Lines that a plan cannot close over.  `leaving`: those that nobody counted, at places that nobody
-- finished, are left as they are.
SELECT l.id, c.code AS place, i.code AS item, coalesce(t.code, n.code, '') AS lot,
       CASE WHEN l.verdict IN ('matched', 'accepted') THEN 'uncounted' ELSE l.verdict END
           AS verdict
  FROM counting_line l
  JOIN catalog_place_view c ON c.site = l.site AND c.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
  LEFT JOIN catalog_serial_view n ON n.id = l.serial
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.posting IS NULL AND l.verdict <> 'rejected'
   AND NOT (l.verdict = 'matched' AND (l.stated_at IS NULL OR l.ready))
   AND NOT (l.verdict = 'accepted' AND l.ready)
   AND NOT (%(leaving)s AND l.verdict = 'uncounted' AND NOT EXISTS (
       SELECT 1 FROM counting_visit v
        WHERE v.site = l.site AND v.plan = l.plan AND v.place = l.place
          AND v.complete AND NOT v.late))
 ORDER BY l.id
 LIMIT 1000

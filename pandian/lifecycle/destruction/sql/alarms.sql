-- Observations that name a serial after it was destroyed: each is an alarm, newest first.
WITH gone AS MATERIALIZED (
    SELECT d.site, d.number, e.at, l.item, a.serial, i.id AS item_id, s.id AS serial_id
      FROM lifecycle_document d
      JOIN lifecycle_event e ON e.site = d.site AND e.document = d.id AND e.action = 'destroy'
      JOIN lifecycle_amount a ON a.site = e.site AND a.event = e.id AND a.measure = 'destroyed'
       AND a.serial <> ''
      JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
      JOIN catalog_item_view i ON i.code = l.item
      JOIN catalog_serial_view s ON s.item = i.id AND s.code = a.serial
     WHERE d.site = ANY (%(sites)s::integer[]) AND d.kind = 'destruction'
)
SELECT t.code AS site, g.item, g.serial, g.number, g.at AS destroyed_at, v.observed_at, v.person,
       coalesce(p.code, '') AS place, v.id
  FROM gone g
  JOIN capture_seen_view v ON v.item = g.item_id AND v.serial = g.serial_id
   AND v.observed_at > g.at
  JOIN governance_site_view t ON t.id = v.site
  LEFT JOIN catalog_place_view p ON p.site = v.site AND p.id = v.place
 WHERE v.site = ANY (%(sites)s::integer[])
 ORDER BY v.observed_at DESC
 LIMIT %(limit)s

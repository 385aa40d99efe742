-- Serials that were seen in two places within an hour, newest first.
SELECT s.code AS site, i.code AS item, n.code AS serial, a.place_code AS place,
       a.observed_at AS at, b.place_code AS other_place, b.observed_at AS other_at, x.noted_at
  FROM capture_serial_alert x
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = x.site
  JOIN capture_observation a ON a.site = x.site AND a.id = x.observation
  JOIN capture_observation b ON b.site = x.site AND b.id = x.other
  JOIN catalog_serial_view n ON n.id = x.serial
  JOIN catalog_item_view i ON i.id = n.item
 WHERE %(pass)s::uuid IS NULL OR EXISTS (
       SELECT 1 FROM capture_rfid_tag t WHERE t.site = x.site AND t.pass = %(pass)s
          AND t.observation IN (x.observation, x.other))
 ORDER BY x.noted_at DESC, x.observation, x.other
 LIMIT %(limit)s

-- Labels to print, new lots to look at, goods to hold; newest first.
SELECT t.id, s.code AS site, t.kind, t.state, t.observation, coalesce(p.code, '') AS place,
       coalesce(i.code, '') AS item, coalesce(i.name, '') AS item_name,
       coalesce(l.code, '') AS lot, l.expires_on, coalesce(n.code, '') AS serial, t.note,
       t.opened_by, t.opened_at, coalesce(t.ended_by, '') AS ended_by, t.ended_at
  FROM capture_label_task t
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = t.site
  LEFT JOIN catalog_place_view p ON p.site = t.site AND p.id = t.place
  LEFT JOIN catalog_item_view i ON i.id = t.item
  LEFT JOIN catalog_lot_view l ON l.id = t.lot
  LEFT JOIN catalog_serial_view n ON n.id = t.serial
 WHERE (%(kind)s = '' OR t.kind = %(kind)s) AND (%(state)s = '' OR t.state = %(state)s)
   AND (%(id)s::bigint IS NULL OR t.id = %(id)s)
   AND (%(observation)s::uuid IS NULL OR t.observation = %(observation)s)
 ORDER BY t.id DESC
 LIMIT %(limit)s

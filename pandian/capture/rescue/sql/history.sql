-- What an observation was understood as before, and what ended each opinion; newest first.
SELECT p.act, p.actor, p.ended_at AS at, p.note, p.tray, p.reason, coalesce(i.code, '') AS item,
       coalesce(l.code, '') AS lot
  FROM capture_opinion p
  LEFT JOIN catalog_item_view i ON i.id = p.item
  LEFT JOIN catalog_lot_view l ON l.id = p.lot
 WHERE p.observation = %(id)s AND p.site = ANY (%(sites)s::int[])
 ORDER BY p.id DESC
 LIMIT %(limit)s

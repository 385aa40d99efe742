-- What a site watches today, the newest first.
SELECT w.id, w.item AS item_id, w.place AS place_id, coalesce(i.code, '') AS item,
       coalesce(i.name, '') AS item_name, coalesce(p.code, '') AS place, w.reason, w.until,
       w.actor, w.at
  FROM counting_watch w
  LEFT JOIN catalog_item_view i ON i.id = w.item
  LEFT JOIN catalog_place_view p ON p.site = w.site AND p.id = w.place
 WHERE w.site = %(site)s AND w.until >= %(today)s
   AND NOT EXISTS (SELECT FROM counting_watch_ended e WHERE e.site = w.site AND e.watch = w.id)
 ORDER BY w.at DESC, w.id DESC

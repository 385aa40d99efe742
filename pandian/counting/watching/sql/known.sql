-- A watch by its id, with codes.
SELECT coalesce(i.code, '') AS item, coalesce(p.code, '') AS place, w.reason, w.until
  FROM counting_watch w
  LEFT JOIN catalog_item_view i ON i.id = w.item
  LEFT JOIN catalog_place_view p ON p.site = w.site AND p.id = w.place
 WHERE w.site = %(site)s AND w.id = %(id)s

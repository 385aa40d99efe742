-- The places and items of one draw, by codes, for the count that follows.
SELECT array_agg(DISTINCT p.code) AS places, array_agg(DISTINCT i.code) AS items
  FROM counting_sample_line l
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
 WHERE l.site = %(site)s AND l.sample = %(id)s AND l.draw = %(draw)s

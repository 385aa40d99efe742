-- Which observations of a site name some photos, and of what goods they speak.
SELECT DISTINCT m.found[1] AS digest, coalesce(i.code, o.item_code, '') AS item,
       coalesce(l.code, o.lot_code, '') AS lot, o.observed_at AS at
  FROM capture_observation o
 CROSS JOIN LATERAL regexp_matches(o.extra, '[0-9a-f]{64}', 'g') AS m (found)
  LEFT JOIN capture_resolution r ON r.site = o.site AND r.observation = o.id
  LEFT JOIN catalog_item_view i ON i.id = r.item
  LEFT JOIN catalog_lot_view l ON l.id = r.lot
 WHERE o.site = %(site)s AND o.extra LIKE '%%photos%%'
   AND m.found[1] = ANY (%(digests)s::text[])
 ORDER BY 1, 4

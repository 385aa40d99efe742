-- The first quarantine of a site along the walk.
SELECT code FROM catalog_place_view
 WHERE site = %(site)s AND kind = 'quarantine' AND active
 ORDER BY sequence, code COLLATE "C" LIMIT 1

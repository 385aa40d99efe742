-- The first red place of a site along the walk.
SELECT code FROM catalog_place_view
 WHERE site = %(site)s AND kind = 'rejected_area' AND active
 ORDER BY sequence, code COLLATE "C" LIMIT 1

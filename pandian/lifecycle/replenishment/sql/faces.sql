-- The pick faces of a site.
SELECT place, item, minimum, maximum FROM lifecycle_pick_face
 WHERE site = %(site)s ORDER BY item COLLATE "C", place COLLATE "C"

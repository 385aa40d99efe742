-- The codes of places.
SELECT id, code FROM catalog_place_view
 WHERE site = %(site)s AND id = ANY (%(places)s::bigint[])

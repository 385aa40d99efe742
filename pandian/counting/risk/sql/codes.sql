-- The codes of places where people can walk; goods on the road have none.
SELECT id, code FROM catalog_place_view
 WHERE site = %(site)s AND id = ANY (%(places)s::bigint[])
   AND kind <> 'in_transit'

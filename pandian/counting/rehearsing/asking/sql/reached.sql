-- The physical places that these codes stand for: each and all inside it.
WITH RECURSIVE inside AS (
    SELECT p.code, p.id FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.code = ANY (%(places)s::text[])
    UNION
    SELECT i.code, p.id FROM inside i
      JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = i.id AND p.active
)
SELECT i.code, array_agg(i.id::bigint ORDER BY i.id) AS places
  FROM inside i JOIN catalog_place_view p ON p.site = %(site)s AND p.id = i.id AND p.physical
 GROUP BY i.code

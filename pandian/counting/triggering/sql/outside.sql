-- Which of these places a rule does not reach: not inside the places that it names, or of another
-- kind.  The first of them by code, each with how many they are.
WITH RECURSIVE reach AS (
    SELECT p.id FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.code = ANY (%(codes)s::text[])
    UNION
    SELECT p.id FROM reach r
      JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = r.id
)
SELECT p.code, count(*) OVER () AS number
  FROM catalog_place_view p
 WHERE p.site = %(site)s AND p.id = ANY (%(places)s::bigint[])
   AND NOT ((cardinality(%(codes)s::text[]) = 0 OR p.id IN (SELECT id FROM reach))
            AND (cardinality(%(kinds)s::text[]) = 0 OR p.kind = ANY (%(kinds)s::text[])))
 ORDER BY p.code LIMIT %(limit)s

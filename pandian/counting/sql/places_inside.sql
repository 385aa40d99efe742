-- These places and all places inside them, in walking order; ends that hold nothing left out.
WITH RECURSIVE inside AS (
    SELECT p.id, p.code, p.sequence, p.physical FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.id = ANY (%(places)s::bigint[])
    UNION
    SELECT p.id, p.code, p.sequence, p.physical FROM inside i
      JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = i.id AND p.active
)
SELECT id, coalesce(sequence, 0) AS sequence FROM inside WHERE physical
 ORDER BY sequence, code

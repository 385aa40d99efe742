-- Places with the zone, else the warehouse, else 0, they lie in and their turn in walking order.
WITH RECURSIVE up AS (
    SELECT p.id, p.id AS at, p.parent, p.kind, 0 AS depth FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.id = ANY (%(places)s::bigint[])
    UNION ALL
    SELECT u.id, p.id, p.parent, p.kind, u.depth + 1 FROM up u
      JOIN catalog_place_view p ON p.site = %(site)s AND p.id = u.parent
     WHERE u.depth < 16
), zone AS (
    SELECT DISTINCT ON (u.id) u.id,
           CASE WHEN u.kind IN ('zone', 'warehouse') THEN u.at ELSE 0 END AS zone
      FROM up u
     ORDER BY u.id, CASE u.kind WHEN 'zone' THEN 0 WHEN 'warehouse' THEN 1 ELSE 2 END, u.depth
)
SELECT p.id, p.code, coalesce(p.sequence, 0) AS sequence, z.zone
  FROM zone z JOIN catalog_place_view p ON p.site = %(site)s AND p.id = z.id
 ORDER BY z.zone, sequence, p.code

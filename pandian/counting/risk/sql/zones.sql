-- The zone of each place of a site: the nearest place above it (or itself) of that kind, else the
-- place at the top.
WITH RECURSIVE down AS (
    SELECT p.id, p.id AS zone FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.parent = 0
    UNION ALL
    SELECT p.id, CASE WHEN p.kind = 'zone' THEN p.id ELSE d.zone END
      FROM down d JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = d.id
)
SELECT id, zone FROM down ORDER BY id

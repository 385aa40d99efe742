-- Places with their kind, and the codes of them and of all that they lie in.
WITH RECURSIVE up AS (
    SELECT p.code AS place, p.kind, p.code AS at, p.parent, 0 AS depth FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.code = ANY (%(places)s::text[])
    UNION ALL
    SELECT u.place, u.kind, p.code, p.parent, u.depth + 1 FROM up u
      JOIN catalog_place_view p ON p.site = %(site)s AND p.id = u.parent
     WHERE u.depth < 16
)
SELECT place, kind, array_agg(at ORDER BY depth) AS inside FROM up GROUP BY place, kind

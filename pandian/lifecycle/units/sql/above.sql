-- A place and all above it as they hang now, nearest first.
WITH RECURSIVE up AS (
    SELECT p.code, p.kind, p.parent, 0 AS level FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.code = %(place)s
    UNION ALL
    SELECT p.code, p.kind, p.parent, u.level + 1 FROM up u
      JOIN catalog_place_view p ON p.site = %(site)s AND p.id = u.parent
     WHERE u.level < 64
)
SELECT code, kind FROM up ORDER BY level

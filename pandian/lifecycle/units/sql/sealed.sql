-- Of some places, those that are sealed units or stand in one: with the unit and its seal.
WITH RECURSIVE up AS (
    SELECT g.code AS place, p.code, p.parent, 0 AS level
      FROM unnest(%(places)s::text[]) AS g (code)
      JOIN catalog_place_view p ON p.site = %(site)s AND p.code = g.code
    UNION ALL
    SELECT u.place, p.code, p.parent, u.level + 1 FROM up u
      JOIN catalog_place_view p ON p.site = %(site)s AND p.id = u.parent
     WHERE u.level < 64
)
SELECT DISTINCT ON (u.place) u.place, u.code AS unit, coalesce(s.seal, '') AS seal
  FROM up u
 CROSS JOIN LATERAL (
       SELECT d.header ->> 'seal' AS seal FROM lifecycle_document d
        WHERE d.site = %(site)s AND d.kind = 'sealing' AND d.state = 'sealed'
          AND d.header ->> 'unit' = u.code LIMIT 1) AS s
 ORDER BY u.place, u.level

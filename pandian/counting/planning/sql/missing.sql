-- Codes of places that a site does not have.
SELECT s.code AS site_code, c.code
  FROM unnest(%(sites)s::int[], %(names)s::text[]) AS s (id, code)
 CROSS JOIN unnest(%(codes)s::text[]) AS c (code)
 WHERE NOT EXISTS (SELECT FROM catalog_place_view p WHERE p.site = s.id AND p.code = c.code)
 ORDER BY s.code, c.code

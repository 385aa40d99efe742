-- At which of these sites does each place code exist?
SELECT p.code, min(p.site) AS site, count(*) AS sites
  FROM catalog_place_view p
 WHERE p.code = ANY (%(places)s::text[])
   AND (%(sites)s::int[] IS NULL OR p.site = ANY (%(sites)s::int[]))
 GROUP BY p.code

-- In which zones people work.
SELECT z.person, p.code AS zone FROM counting_zone_person z
  JOIN catalog_place_view p ON p.site = z.site AND p.id = z.zone
 WHERE z.site = %(site)s ORDER BY z.person, p.code

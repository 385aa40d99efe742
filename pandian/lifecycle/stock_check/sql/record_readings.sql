-- How many readings there were between two instants at a place, above or below it, and how many
-- were outside the limits.
WITH RECURSIVE inside AS (
    SELECT p.id, p.code, p.parent FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.code = %(place)s
    UNION ALL
    SELECT c.id, c.code, c.parent FROM inside i
      JOIN catalog_place_view c ON c.site = %(site)s AND c.parent = i.id
), above AS (
    SELECT p.id, p.code, p.parent FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.code = %(place)s
    UNION ALL
    SELECT c.id, c.code, c.parent FROM above a
      JOIN catalog_place_view c ON c.site = %(site)s AND c.id = a.parent
)
SELECT count(*) AS readings, count(*) FILTER (WHERE r.outside <> '{}') AS outside
  FROM (SELECT code FROM inside UNION SELECT code FROM above) z
  JOIN lifecycle_reading r ON r.site = %(site)s AND r.place = z.code
   AND r.read_at BETWEEN %(since)s AND %(until)s

-- Where places stand, by their codes: zone-aisle-bay-level, any of the first and the last left out.
-- Aisles are numbered over the site: groups (a zone's aisles) by walking order, aisles by number.
WITH parts AS MATERIALIZED (
    SELECT p.id, p.sequence, regexp_split_to_array(p.code, '[-.]') AS words
      FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.physical AND p.active
       AND (p.kind NOT IN ('zone', 'warehouse') OR p.id = ANY (%(places)s::bigint[]))
), cut AS MATERIALIZED (
    SELECT t.id, t.sequence, CASE
               WHEN cardinality(t.words) > 2
                    AND coalesce(%(levels)s::boolean, cardinality(t.words) >= 4)
               THEN trim_array(t.words, 1) ELSE t.words END AS words
      FROM parts t
), spot AS MATERIALIZED (
    SELECT c.id, c.sequence,
           CASE WHEN cardinality(c.words) > 1 THEN trim_array(c.words, 1) ELSE c.words END AS aisle,
           CASE WHEN cardinality(c.words) > 1 THEN coalesce(
               substring(c.words[cardinality(c.words)] FROM '\d{1,6}')::int, 0) ELSE 0 END AS bay
      FROM cut c
), aisle AS MATERIALIZED (
    SELECT s.aisle, trim_array(s.aisle, 1) AS zone,
           coalesce(substring(s.aisle[cardinality(s.aisle)] FROM '\d{1,6}')::int, 0) AS number,
           min(s.sequence) AS sequence, min(s.bay) AS first, max(s.bay) AS last
      FROM spot s
     GROUP BY s.aisle
), turn AS MATERIALIZED (
    SELECT a.*, min(a.sequence) OVER (PARTITION BY a.zone) AS zone_sequence FROM aisle a
), ranked AS MATERIALIZED (
    SELECT t.*, row_number() OVER (ORDER BY t.zone_sequence, t.zone, t.number, t.aisle)::int AS at
      FROM turn t
)
SELECT s.id, r.at, s.bay, r.first, r.last
  FROM spot s
  JOIN ranked r ON r.aisle = s.aisle
 WHERE s.id = ANY (%(places)s::bigint[])
 ORDER BY s.id

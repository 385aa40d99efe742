-- The walk around a place: so many places of the site before and after it, in walking order.
WITH here AS MATERIALIZED (
    SELECT c.sequence, c.code FROM catalog_place_view c
     WHERE c.site = %(site)s AND c.code = %(at)s AND c.physical AND c.active
)
SELECT w.id, w.code
  FROM here h
 CROSS JOIN LATERAL (
      (SELECT c.id, c.sequence, c.code FROM catalog_place_view c
        WHERE c.site = %(site)s AND c.physical AND c.active
          AND (c.sequence, c.code) < (h.sequence, h.code)
        ORDER BY c.sequence DESC, c.code DESC LIMIT %(reach)s)
      UNION ALL
      (SELECT c.id, c.sequence, c.code FROM catalog_place_view c
        WHERE c.site = %(site)s AND c.physical AND c.active
          AND (c.sequence, c.code) >= (h.sequence, h.code)
        ORDER BY c.sequence, c.code LIMIT %(reach)s + 1)) AS w
 ORDER BY w.sequence, w.code

-- Hang places under their parents (an empty parent takes one off); one row per place that moved.
UPDATE catalog_place AS place
   SET parent_id = parent.id
  FROM unnest(%(sites)s::int[], %(codes)s::text[], %(parents)s::text[])
       AS given (site, code, parent)
  LEFT JOIN catalog_place AS parent
    ON parent.site = given.site AND parent.code = given.parent AND given.parent <> ''
 WHERE place.site = given.site AND place.code = given.code
   AND place.parent_id IS DISTINCT FROM parent.id
RETURNING place.site, place.code, given.parent

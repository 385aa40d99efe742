-- How many smallest units one pack holds, by (item, unit); the smallest unit itself holds 1.
SELECT given.item, given.unit, pack.factor
  FROM unnest(%(items)s::bigint[], %(units)s::text[]) AS given (item, unit)
  JOIN catalog_pack AS pack ON pack.item_id = given.item AND pack.unit = given.unit

-- Lots by item and code.
SELECT l.id AS key, i.code AS item, l.code AS lot, l.made_on, l.expires_on
  FROM unnest(%(items)s::bigint[], %(codes)s::text[]) AS given (item, code)
  JOIN catalog_lot l ON l.item_id = given.item AND l.code = given.code
  JOIN catalog_item i ON i.id = l.item_id
 ORDER BY l.id

-- Serials by item and code.
SELECT s.id AS key, i.code AS item, s.code AS serial
  FROM unnest(%(items)s::bigint[], %(codes)s::text[]) AS given (item, code)
  JOIN catalog_serial s ON s.item_id = given.item AND s.code = given.code
  JOIN catalog_item i ON i.id = s.item_id
 ORDER BY s.id

-- Serials by (item, code).
SELECT serial.id, serial.item_id AS item, serial.code, serial.lot
  FROM unnest(%(items)s::bigint[], %(codes)s::text[]) AS given (item, code)
  JOIN catalog_serial AS serial ON serial.item_id = given.item AND serial.code = given.code

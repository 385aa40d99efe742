-- Lots by (item, code).
SELECT lot.id, lot.item_id AS item, lot.code, lot.made_on, lot.expires_on
  FROM unnest(%(items)s::bigint[], %(codes)s::text[]) AS given (item, code)
  JOIN catalog_lot AS lot ON lot.item_id = given.item AND lot.code = given.code

-- The items and packs that trade numbers (14 digits) stand for now.
SELECT binding.key, binding.unit, pack.factor, item.id, item.code, item.name, item.name_en,
       item.unit AS base, item.tracking, item.expiry, item.cost
  FROM catalog_code_binding AS binding
  JOIN catalog_item AS item ON item.id = binding.item_id
  JOIN catalog_pack AS pack ON pack.item_id = item.id AND pack.unit = binding.unit
 WHERE binding.scheme = 'gtin' AND binding.key = ANY (%(keys)s::text[])
   AND coalesce(binding.valid_from <= now(), true) AND coalesce(binding.valid_to > now(), true)
 ORDER BY binding.key, item.code, pack.factor

-- The trade numbers that items and packs bear now, bound as codes or written on the pack.
SELECT item_id AS item, unit, key AS gtin
  FROM catalog_code_binding
 WHERE scheme = 'gtin' AND item_id = ANY (%(items)s::bigint[])
   AND coalesce(valid_from <= now(), true) AND coalesce(valid_to > now(), true)
UNION
SELECT item_id, unit, lpad(gtin, 14, '0')
  FROM catalog_pack
 WHERE gtin <> '' AND item_id = ANY (%(items)s::bigint[])
 ORDER BY item, unit, gtin

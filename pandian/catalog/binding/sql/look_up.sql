-- Everything that these keys stand for, at any time: bindings, and items by their own code.
-- A binding with an empty span was taken back: it never was.
SELECT b.scheme, b.key, b.value, b.unit, coalesce(p.factor, 1) AS factor, b.valid_from,
       b.valid_to, i.id, i.code, i.name, i.name_en, i.unit AS base, i.tracking, i.expiry, i.cost
  FROM catalog_code_binding b
  JOIN catalog_item i ON i.id = b.item_id
  LEFT JOIN catalog_pack p ON p.item_id = i.id AND p.unit = b.unit
 WHERE b.key = ANY (%(keys)s::text[]) AND coalesce(b.valid_from < b.valid_to, true)
UNION ALL
SELECT 'item', i.code_key, i.code, i.unit, 1, NULL, NULL, i.id, i.code, i.name, i.name_en, i.unit,
       i.tracking, i.expiry, i.cost
  FROM catalog_item i
 WHERE i.code_key = ANY (%(keys)s::text[])
 ORDER BY 2, 1, 9, 5, 4

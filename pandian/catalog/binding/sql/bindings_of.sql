-- All bindings of items, the ended ones too.
SELECT b.scheme, b.key, b.value, b.unit, coalesce(p.factor, 1) AS factor, b.valid_from,
       b.valid_to, i.id, i.code, i.name, i.name_en, i.unit AS base, i.tracking, i.expiry, i.cost
  FROM catalog_code_binding b
  JOIN catalog_item i ON i.id = b.item_id
  LEFT JOIN catalog_pack p ON p.item_id = i.id AND p.unit = b.unit
 WHERE b.item_id = ANY (%(items)s::bigint[])
 ORDER BY i.code, b.scheme, b.key, factor

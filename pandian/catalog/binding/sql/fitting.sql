-- Bindings and own codes, valid now, that fit what is readable; with a lot that ends as read.
SELECT b.scheme, b.key, b.value, b.unit, coalesce(p.factor, 1) AS factor, b.valid_from,
       b.valid_to, i.id, i.code, i.name, i.name_en, i.unit AS base, i.tracking, i.expiry, i.cost
  FROM (SELECT scheme, key, value, unit, valid_from, valid_to, item_id
          FROM catalog_code_binding
         WHERE key LIKE %(pattern)s
           AND coalesce(valid_from <= now(), true) AND coalesce(valid_to > now(), true)
        UNION ALL
        SELECT 'item', code_key, code, unit, NULL, NULL, id
          FROM catalog_item WHERE code_key LIKE %(pattern)s) AS b
  JOIN catalog_item i ON i.id = b.item_id
  LEFT JOIN catalog_pack p ON p.item_id = i.id AND p.unit = b.unit
 WHERE %(lot_end)s = '' OR EXISTS (
       SELECT 1 FROM catalog_lot l
        WHERE l.item_id = i.id AND right(l.code, length(%(lot_end)s)) = %(lot_end)s)
 ORDER BY i.code, factor, b.scheme, b.key
 LIMIT %(limit)s

-- Bind codes to items in one statement; one row per code that is new.
INSERT INTO catalog_code_binding AS binding (scheme, value, key, item_id, unit)
SELECT given.scheme, given.value, given.key, item.id, coalesce(nullif(given.unit, ''), item.unit)
  FROM unnest(%(items)s::text[], %(schemes)s::text[], %(values)s::text[], %(keys)s::text[],
              %(units)s::text[])
       AS given (item, scheme, value, key, unit)
  JOIN catalog_item AS item ON item.code = given.item
 ORDER BY item.code, given.scheme, given.key
    ON CONFLICT (scheme, key, item_id, unit) DO NOTHING
RETURNING (SELECT item.code FROM catalog_item AS item WHERE item.id = binding.item_id) AS item,
          binding.scheme, binding.value

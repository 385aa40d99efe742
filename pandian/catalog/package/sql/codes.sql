-- Codes that stand for an item in one pack: all after a key, or those of the items named.
SELECT b.id AS key, b.scheme, b.key AS match, b.value, i.code AS item, b.unit,
       coalesce(p.factor, 1) AS factor, b.valid_from, b.valid_to
  FROM catalog_code_binding b JOIN catalog_item i ON i.id = b.item_id
  LEFT JOIN catalog_pack p ON p.item_id = b.item_id AND p.unit = b.unit
 WHERE b.id > %(after)s AND (%(codes)s::text[] IS NULL OR i.code = ANY (%(codes)s::text[]))
 ORDER BY b.id
 LIMIT %(limit)s::bigint

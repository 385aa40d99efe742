-- Packs of items: all after a key, or those of the items named.
SELECT p.id AS key, i.code AS item, p.unit, p.factor, p.gtin
  FROM catalog_pack p JOIN catalog_item i ON i.id = p.item_id
 WHERE p.id > %(after)s AND (%(codes)s::text[] IS NULL OR i.code = ANY (%(codes)s::text[]))
 ORDER BY p.id
 LIMIT %(limit)s::bigint

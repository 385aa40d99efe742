-- Items as a phone keeps them: no price; all after a key, or those named.
SELECT i.id AS key, i.code AS item, i.name, i.name_en, i.unit, i.tracking, i.expiry, i.pinyin
  FROM catalog_item i
 WHERE i.id > %(after)s AND (%(codes)s::text[] IS NULL OR i.code = ANY (%(codes)s::text[]))
 ORDER BY i.id
 LIMIT %(limit)s::bigint

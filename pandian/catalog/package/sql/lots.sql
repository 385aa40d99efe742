-- Lots with their dates: all after a key.
SELECT l.id AS key, i.code AS item, l.code AS lot, l.made_on, l.expires_on
  FROM catalog_lot l JOIN catalog_item i ON i.id = l.item_id
 WHERE l.id > %(after)s
 ORDER BY l.id
 LIMIT %(limit)s::bigint

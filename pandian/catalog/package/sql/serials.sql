-- Serials: all after a key.
SELECT s.id AS key, i.code AS item, s.code AS serial
  FROM catalog_serial s JOIN catalog_item i ON i.id = s.item_id
 WHERE s.id > %(after)s
 ORDER BY s.id
 LIMIT %(limit)s::bigint

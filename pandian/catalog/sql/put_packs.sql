-- Create or change packs in one statement; one row per pack written.
INSERT INTO catalog_pack AS pack (item_id, unit, factor, gtin)
SELECT item.id, given.unit, given.factor, given.gtin
  FROM unnest(%(items)s::text[], %(units)s::text[], %(factors)s::bigint[], %(gtins)s::text[])
       AS given (item, unit, factor, gtin)
  JOIN catalog_item AS item ON item.code = given.item
 ORDER BY item.code, given.unit
    ON CONFLICT (item_id, unit) DO UPDATE
   SET factor = excluded.factor, gtin = coalesce(nullif(excluded.gtin, ''), pack.gtin)
 WHERE (pack.factor, pack.gtin)
       IS DISTINCT FROM (excluded.factor, coalesce(nullif(excluded.gtin, ''), pack.gtin))
RETURNING (SELECT item.code FROM catalog_item AS item WHERE item.id = pack.item_id) AS item,
          pack.unit, pack.factor, pack.gtin

-- Open lots that are not known yet; one row per lot that is new.
INSERT INTO catalog_lot (item_id, code)
SELECT given.item, given.code
  FROM unnest(%(items)s::bigint[], %(codes)s::text[]) AS given (item, code)
 ORDER BY given.item, given.code
    ON CONFLICT (item_id, code) DO NOTHING
RETURNING id, item_id AS item, code

-- Open serials that are not known yet; one row per serial that is new.
INSERT INTO catalog_serial (item_id, code, lot)
SELECT given.item, given.code, 0
  FROM unnest(%(items)s::bigint[], %(codes)s::text[]) AS given (item, code)
 ORDER BY given.item, given.code
    ON CONFLICT (item_id, code) DO NOTHING
RETURNING id, item_id AS item, code

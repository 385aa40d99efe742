-- Open lots that are not known yet, with the dates of their labels; one row per lot that is new.
-- Dates that contradict each other are left out: the label is wrong, the lot is there.
INSERT INTO catalog_lot (item_id, code, made_on, expires_on)
SELECT given.item, given.code, CASE WHEN given.made > given.expires THEN NULL ELSE given.made END,
       CASE WHEN given.made > given.expires THEN NULL ELSE given.expires END
  FROM unnest(%(items)s::bigint[], %(codes)s::text[], %(made)s::date[], %(expires)s::date[])
       AS given (item, code, made, expires)
 ORDER BY given.item, given.code
    ON CONFLICT (item_id, code) DO NOTHING
RETURNING id, item_id AS item, code

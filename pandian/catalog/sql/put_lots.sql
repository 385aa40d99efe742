-- Create or change lots in one statement; one row per lot written, with what stood before.
WITH written AS (
    INSERT INTO catalog_lot AS lot (item_id, code, made_on, expires_on)
    SELECT given.item, given.code, given.made_on, given.expires_on
      FROM unnest(%(items)s::bigint[], %(codes)s::text[], %(made)s::date[], %(expires)s::date[])
           AS given (item, code, made_on, expires_on)
     ORDER BY given.item, given.code
        ON CONFLICT (item_id, code) DO UPDATE
       SET made_on = coalesce(excluded.made_on, lot.made_on),
           expires_on = coalesce(excluded.expires_on, lot.expires_on)
     WHERE (lot.made_on, lot.expires_on)
           IS DISTINCT FROM (coalesce(excluded.made_on, lot.made_on),
                             coalesce(excluded.expires_on, lot.expires_on))
    RETURNING lot.id, lot.item_id AS item, lot.code, (xmax = 0) AS created,
              to_jsonb(lot) - '{id,item_id,code}'::text[] AS now
)
SELECT written.item, written.code, written.created, written.now,
       to_jsonb(before) - '{id,item_id,code}'::text[] AS before
  FROM written LEFT JOIN catalog_lot AS before ON before.id = written.id

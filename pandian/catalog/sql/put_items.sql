-- Create or change items in one statement; one row per item written, with what stood before.
WITH written AS (
    INSERT INTO catalog_item AS item (code, code_key, name, name_en, unit, tracking, expiry, cost,
                                      pinyin, search, attributes)
    SELECT given.code, given.code_key, given.name, coalesce(given.name_en, ''), given.unit,
           given.tracking, given.expiry, given.cost, given.pinyin, given.search,
           given.attributes::jsonb
      FROM unnest(%(codes)s::text[], %(code_keys)s::text[], %(names)s::text[],
                  %(names_en)s::text[], %(units)s::text[], %(trackings)s::text[],
                  %(expiries)s::bool[], %(costs)s::bigint[], %(pinyins)s::text[],
                  %(searches)s::text[], %(attributes)s::text[])
           AS given (code, code_key, name, name_en, unit, tracking, expiry, cost, pinyin, search,
                     attributes)
     ORDER BY given.code
        ON CONFLICT (code) DO UPDATE
       SET name = excluded.name, name_en = excluded.name_en, tracking = excluded.tracking,
           expiry = excluded.expiry, cost = coalesce(excluded.cost, item.cost),
           pinyin = excluded.pinyin, search = excluded.search, attributes = excluded.attributes
     WHERE item.unit = excluded.unit
       AND (item.name, item.name_en, item.tracking, item.expiry, item.cost, item.search,
            item.attributes)
           IS DISTINCT FROM
           (excluded.name, excluded.name_en, excluded.tracking, excluded.expiry,
            coalesce(excluded.cost, item.cost), excluded.search, excluded.attributes)
    RETURNING item.id, item.code, (xmax = 0) AS created,
              to_jsonb(item) - '{id,code,code_key,pinyin,search}'::text[] AS now
)
SELECT written.code, written.created, written.now,
       to_jsonb(before) - '{id,code,code_key,pinyin,search}'::text[] AS before
  FROM written LEFT JOIN catalog_item AS before ON before.id = written.id

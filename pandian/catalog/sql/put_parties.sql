-- Create or change partners in one statement; one row per partner written, with what stood before.
WITH written AS (
    INSERT INTO catalog_party AS party (code, name, name_en, kinds)
    SELECT given.code, given.name, coalesce(given.name_en, ''),
           string_to_array(given.kinds, ',')
      FROM unnest(%(codes)s::text[], %(names)s::text[], %(names_en)s::text[], %(kinds)s::text[])
           AS given (code, name, name_en, kinds)
     ORDER BY given.code
        ON CONFLICT (code) DO UPDATE
       SET name = excluded.name, name_en = excluded.name_en, kinds = excluded.kinds
     WHERE (party.name, party.name_en, party.kinds)
           IS DISTINCT FROM (excluded.name, excluded.name_en, excluded.kinds)
    RETURNING party.id, party.code, (xmax = 0) AS created,
              to_jsonb(party) - '{id,code}'::text[] AS now
)
SELECT written.code, written.created, written.now,
       to_jsonb(before) - '{id,code}'::text[] AS before
  FROM written LEFT JOIN catalog_party AS before ON before.id = written.id

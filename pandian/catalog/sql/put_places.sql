-- Create or change places, parents aside; one row per place written, with what stood before.
WITH written AS (
    INSERT INTO catalog_place AS place (site, code, kind, sequence, physical, active)
    SELECT given.site, given.code, given.kind, coalesce(given.sequence, 0), given.physical,
           given.active
      FROM unnest(%(sites)s::int[], %(codes)s::text[], %(kinds)s::text[], %(sequences)s::int[],
                  %(physicals)s::bool[], %(actives)s::bool[])
           AS given (site, code, kind, sequence, physical, active)
     ORDER BY given.site, given.code
        ON CONFLICT (site, code) DO UPDATE
       SET kind = excluded.kind, sequence = excluded.sequence, physical = excluded.physical,
           active = excluded.active
     WHERE (place.kind, place.sequence, place.physical, place.active)
           IS DISTINCT FROM
           (excluded.kind, excluded.sequence, excluded.physical, excluded.active)
    RETURNING place.id, place.site, place.code, (xmax = 0) AS created,
              to_jsonb(place) - '{id,site,code}'::text[] AS now
)
SELECT written.site, written.code, written.created, written.now,
       to_jsonb(before) - '{id,site,code}'::text[] AS before
  FROM written LEFT JOIN catalog_place AS before ON before.id = written.id

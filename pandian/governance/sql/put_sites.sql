-- Create or change sites in one statement; one row per site written, with what stood before.
WITH written AS (
    INSERT INTO governance_site AS site (code, name, name_en, time_zone, organisation)
    SELECT given.code, given.name, given.name_en, given.time_zone, given.organisation
      FROM unnest(%(codes)s::text[], %(names)s::text[], %(names_en)s::text[],
                  %(time_zones)s::text[], %(organisations)s::text[])
           AS given (code, name, name_en, time_zone, organisation)
     ORDER BY given.code
        ON CONFLICT (code) DO UPDATE
       SET name = excluded.name, name_en = excluded.name_en, time_zone = excluded.time_zone,
           organisation = excluded.organisation
     WHERE (site.name, site.name_en, site.time_zone, site.organisation)
           IS DISTINCT FROM
           (excluded.name, excluded.name_en, excluded.time_zone, excluded.organisation)
    RETURNING site.id, site.code, (xmax = 0) AS created, to_jsonb(site) AS now
)
SELECT written.id, written.code, written.created, written.now, to_jsonb(before) AS before
  FROM written LEFT JOIN governance_site AS before ON before.id = written.id

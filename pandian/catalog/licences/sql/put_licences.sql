-- Enter licences that are not there yet; one row per licence entered.
INSERT INTO catalog_licence (site, holder_kind, holder, kind, number, issuer, categories, regions,
                             valid_from, valid_to, digest, recorded_by)
SELECT given.site, given.holder_kind, given.holder, given.kind, given.number, given.issuer,
       ARRAY(SELECT jsonb_array_elements_text(given.categories::jsonb)),
       ARRAY(SELECT jsonb_array_elements_text(given.regions::jsonb)),
       given.valid_from, given.valid_to, given.digest, %(actor)s
  FROM unnest(%(sites)s::integer[], %(holder_kinds)s::text[], %(holders)s::bigint[],
              %(kinds)s::text[], %(numbers)s::text[], %(issuers)s::text[], %(categories)s::text[],
              %(regions)s::text[], %(begins)s::date[], %(ends)s::date[], %(digests)s::text[])
       AS given (site, holder_kind, holder, kind, number, issuer, categories, regions, valid_from,
                 valid_to, digest)
 ORDER BY given.holder_kind, given.holder, given.kind, given.number, given.valid_from
    ON CONFLICT ON CONSTRAINT catalog_licence_key DO NOTHING
RETURNING holder_kind, holder, kind, number, valid_from

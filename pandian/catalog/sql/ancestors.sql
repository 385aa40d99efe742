-- The places named and all their ancestors, as (site, code, sequence, parent's code or '').
WITH RECURSIVE chain AS (
    SELECT place.id, place.site, place.code, place.sequence, place.parent_id
      FROM unnest(%(sites)s::int[], %(codes)s::text[]) AS given (site, code)
      JOIN catalog_place AS place ON place.site = given.site AND place.code = given.code
    UNION
    SELECT place.id, place.site, place.code, place.sequence, place.parent_id
      FROM chain JOIN catalog_place AS place ON place.id = chain.parent_id
)
SELECT chain.site, chain.code, chain.sequence, coalesce(parent.code, '') AS parent
  FROM chain LEFT JOIN catalog_place AS parent ON parent.id = chain.parent_id

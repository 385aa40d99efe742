-- All licences, ended ones too, of the holders that an act names.
SELECT l.id, l.kind, l.holder_kind, given.code AS holder, l.number, l.issuer, l.categories,
       l.regions, l.valid_from, l.valid_to, l.digest
  FROM unnest(%(holder_kinds)s::text[], %(holders)s::bigint[], %(codes)s::text[])
       AS given (holder_kind, holder, code)
  JOIN catalog_licence l USING (holder_kind, holder)
 ORDER BY l.id

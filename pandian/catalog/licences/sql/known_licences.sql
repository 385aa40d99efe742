-- The licences that stand under these keys.
SELECT l.holder_kind, l.holder, l.kind, l.number, l.valid_from, l.valid_to, l.issuer, l.categories,
       l.regions, l.digest
  FROM catalog_licence l
  JOIN unnest(%(holder_kinds)s::text[], %(holders)s::bigint[], %(kinds)s::text[],
              %(numbers)s::text[], %(begins)s::date[])
       AS given (holder_kind, holder, kind, number, valid_from)
 USING (holder_kind, holder, kind, number, valid_from)

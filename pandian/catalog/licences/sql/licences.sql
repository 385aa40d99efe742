-- Licences that a scope may see, by id; an empty filter filters nothing.
-- Those of sites that it does not see are left out, those of people unless it may see them.
SELECT l.id, l.kind, l.holder_kind,
       coalesce(p.code, i.code, s.code, h.code, '') AS holder,
       l.number, l.issuer, l.categories, l.regions, l.valid_from, l.valid_to, l.digest,
       EXISTS (SELECT 1 FROM catalog_licence later
                WHERE later.holder_kind = l.holder_kind AND later.holder = l.holder
                  AND later.kind = l.kind AND later.id <> l.id
                  AND l.valid_to IS NOT NULL
                  AND (later.valid_to IS NULL OR later.valid_to > l.valid_to)) AS renewed
  FROM catalog_licence l
  LEFT JOIN catalog_party p ON l.holder_kind = 'party' AND p.id = l.holder
  LEFT JOIN catalog_item i ON l.holder_kind = 'item' AND i.id = l.holder
  LEFT JOIN governance_site_view s ON l.holder_kind = 'site' AND s.id = l.holder
  LEFT JOIN unnest(%(people)s::bigint[], %(people_codes)s::text[]) AS h (id, code)
         ON l.holder_kind = 'person' AND h.id = l.holder
 WHERE l.id > %(after)s
   AND (l.site = 0 OR l.site = ANY (%(sites)s::integer[]))
   AND (l.holder_kind <> 'person' OR h.id IS NOT NULL)
   AND (%(kind)s = '' OR l.kind = %(kind)s)
   AND (%(holder_kind)s = '' OR l.holder_kind = %(holder_kind)s)
   AND (%(holder)s = '' OR coalesce(p.code, i.code, s.code, h.code) = %(holder)s)
   AND (%(valid_on)s::date IS NULL OR (l.valid_from <= %(valid_on)s::date
        AND coalesce(l.valid_to >= %(valid_on)s::date, true)))
   AND (%(ends_by)s::date IS NULL OR l.valid_to <= %(ends_by)s::date)
 ORDER BY l.id
 LIMIT %(limit)s

-- Physical places of one site whose code holds every word: the one typed, those that begin so,
-- then the others, each in walking order.
SELECT id, site, code, kind, coalesce(parent_id, 0) AS parent, sequence, physical, active
  FROM catalog_place
 WHERE site = %(site)s AND physical AND active
   AND lower(code) LIKE ALL (%(patterns)s::text[])
 ORDER BY (lower(code) = %(typed)s) DESC, starts_with(lower(code), %(typed)s) DESC, sequence, code
 LIMIT %(limit)s

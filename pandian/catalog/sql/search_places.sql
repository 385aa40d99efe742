-- Physical places of one site whose code holds every word, in walking order.
SELECT id, site, code, kind, coalesce(parent_id, 0) AS parent, sequence, physical, active
  FROM catalog_place
 WHERE site = %(site)s AND physical AND active
   AND lower(code) LIKE ALL (%(patterns)s::text[])
 ORDER BY sequence, code
 LIMIT %(limit)s

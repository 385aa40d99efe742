-- Places of one site where goods can be: all after a key, or those named.
SELECT p.id AS key, p.code AS place, p.kind, p.sequence, p.active
  FROM catalog_place p
 WHERE p.site = %(site)s AND p.physical AND p.id > %(after)s
   AND (%(codes)s::text[] IS NULL OR p.code = ANY (%(codes)s::text[]))
 ORDER BY p.id
 LIMIT %(limit)s::bigint

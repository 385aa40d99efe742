-- The sealing of a unit that is not finished, besides one document.
SELECT number FROM lifecycle_document
 WHERE site = %(site)s AND kind = 'sealing' AND header ->> 'unit' = %(unit)s
   AND state IN ('planned', 'sealed', 'broken') AND id <> %(besides)s
 LIMIT 1

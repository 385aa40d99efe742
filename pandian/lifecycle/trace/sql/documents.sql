-- A document by its id, or by kinds and number at the sites of the scope.
SELECT d.site, d.id, d.kind, d.number FROM lifecycle_document d
 WHERE d.site = ANY (%(sites)s::integer[])
   AND (d.id = %(id)s::uuid OR (%(id)s::uuid IS NULL AND d.kind = ANY (%(kinds)s::text[])
        AND d.number = %(number)s::bigint))
 LIMIT 2

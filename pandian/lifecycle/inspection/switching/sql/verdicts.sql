-- The verdicts of items from a supplier, oldest first; those of reversed inspections never were.
SELECT v.supplier, v.item, array_agg(v.verdict ORDER BY v.number) AS verdicts
  FROM lifecycle_verdict v
  LEFT JOIN lifecycle_document d ON d.site = v.site AND d.id = v.document
 WHERE v.site = %(site)s AND (%(supplier)s = '' OR v.supplier = %(supplier)s)
   AND (%(items)s::text[] = '{}' OR v.item = ANY (%(items)s::text[]))
   AND d.state IS DISTINCT FROM 'reversed'
 GROUP BY v.supplier, v.item
 ORDER BY v.supplier, v.item

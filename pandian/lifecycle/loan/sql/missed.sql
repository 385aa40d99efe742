-- Items that were missing at least twice with one borrower, in different loans.
SELECT s.code AS site, d.header ->> 'borrower' AS borrower, l.item,
       count(DISTINCT d.id)::integer AS loans, sum(a.quantity)::bigint AS units
  FROM lifecycle_document d
  JOIN governance_site_view s ON s.id = d.site
  JOIN lifecycle_amount a ON a.site = d.site AND a.document = d.id AND a.measure = 'missing'
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE d.site = ANY (%(sites)s::integer[]) AND d.kind = 'loan' AND d.state <> 'reversed'
 GROUP BY s.code, d.header ->> 'borrower', l.item
HAVING count(DISTINCT d.id) > 1
 ORDER BY loans DESC, units DESC, borrower, l.item

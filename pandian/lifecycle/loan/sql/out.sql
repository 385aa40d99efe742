-- The loans that are out or not settled, the first due first, with what is still open of them.
SELECT d.id, s.code AS site, d.number, d.state, d.header ->> 'tray' AS tray,
       d.header ->> 'borrower' AS borrower, (d.header ->> 'due')::date AS due, s.time_zone,
       (SELECT sum(l.asked) FROM lifecycle_line l
         WHERE l.site = d.site AND l.document = d.id)::bigint AS lent,
       (SELECT sum(a.quantity) FROM lifecycle_amount a
         WHERE a.site = d.site AND a.document = d.id AND a.posted
           AND a.measure IN ('counted', 'used', 'missing'))::bigint AS told
  FROM lifecycle_document d
  JOIN governance_site_view s ON s.id = d.site
 WHERE d.site = ANY (%(sites)s::integer[]) AND d.kind = 'loan'
   AND d.state = ANY (%(states)s::text[])
 ORDER BY due, s.code, d.number

-- How often, and with which content last, these things were printed at a site.
SELECT label.subject, count(*)::int AS times,
       (array_agg(label.digest ORDER BY print.printed_at DESC))[1] AS digest,
       min(print.printed_at) AS first_at
  FROM exchange_print_label AS label
  JOIN exchange_print AS print ON print.id = label.print
 WHERE label.site = %(site)s AND label.subject = ANY (%(subjects)s::text[])
   AND label.print <> %(print)s
 GROUP BY label.subject

-- The jobs of the sites given, newest first; or the one asked for.
SELECT print.id, site.code AS site_code, print.kind, print.size, print.dpi, print.code,
       print.output, print.printer, print.template, print.copies, print.labels,
       print.reprinted, print.reason, print.first, print.actor, print.printed_at,
       print.verified_at, print.verified_by, print.verified
  FROM exchange_print AS print
  JOIN governance_site_view AS site ON site.id = print.site
 WHERE print.site = ANY (%(sites)s::int[]) AND (%(id)s::uuid IS NULL OR print.id = %(id)s::uuid)
 ORDER BY print.printed_at DESC
 LIMIT %(limit)s

-- The local postings of a recall, with their sites, oldest first.
SELECT t.code AS site, r.posting, r.event, r.lines, r.quantity, p.recorded_at
  FROM lifecycle_recall_posting r
  JOIN governance_site_view t ON t.id = r.site
  JOIN ledger_posting p ON p.site = r.site AND p.id = r.posting
 WHERE r.recall_site = %(site)s AND r.recall = %(recall)s
   AND r.site = ANY (%(sites)s::integer[])
 ORDER BY p.recorded_at, t.code

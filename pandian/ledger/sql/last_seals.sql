-- The last seal of each site.
SELECT DISTINCT ON (s.site) t.code AS site, s.number, s.at, s.postings,
       encode(s.chain, 'hex') AS chain
  FROM ledger_seal s JOIN governance_site_view t ON t.id = s.site
 WHERE s.site = ANY (%(sites)s::integer[])
 ORDER BY s.site, s.number DESC

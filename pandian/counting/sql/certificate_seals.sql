-- The seals under a plan's postings.
SELECT DISTINCT s.number, s.at, s.postings, encode(s.root, 'hex') AS root,
       encode(s.previous, 'hex') AS previous, encode(s.chain, 'hex') AS chain
  FROM ledger_seal s
  JOIN ledger_seal_item i ON i.site = s.site AND i.number = s.number
 WHERE s.site = %(site)s AND i.posting IN (SELECT posting FROM counting_line
       WHERE site = %(site)s AND plan = %(plan)s AND posting IS NOT NULL)
 ORDER BY s.number

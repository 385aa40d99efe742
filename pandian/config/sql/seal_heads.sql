-- The head of each site's chain of seals, and how many facts there are: what a back-up must hold.
SELECT s.code AS site, h.number, encode(h.chain, 'hex') AS chain,
       (SELECT count(*) FROM ledger_posting p WHERE p.site = s.id) AS postings,
       (SELECT count(*) FROM ledger_move m WHERE m.site = s.id) AS moves
  FROM governance_site_view s
  LEFT JOIN LATERAL (
       SELECT x.number, x.chain FROM ledger_seal x WHERE x.site = s.id
        ORDER BY x.number DESC LIMIT 1) AS h ON true
 ORDER BY s.code

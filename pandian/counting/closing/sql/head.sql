-- The last seal of a site, and from when on what it does not hold may have been recorded.
SELECT s.number, encode(s.chain, 'hex') AS chain,
       s.through - make_interval(mins => %(minutes)s) AS since
  FROM ledger_seal s
 WHERE s.site = %(site)s
 ORDER BY s.number DESC
 LIMIT 1

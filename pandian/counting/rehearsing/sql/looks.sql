-- What proved (full proofs by somebody who moved nothing there) or healed a holding, by instant.
SELECT v.holding, floor(extract(epoch FROM v.effective_at))::bigint AS at, true AS proof
  FROM lifecycle_proof v
 WHERE v.site = %(site)s AND v.strength = 'full' AND NOT v.moved
   AND v.effective_at >= %(look_back)s AND v.effective_at < %(until)s
UNION ALL
SELECT a.holding, floor(extract(epoch FROM g.recorded_at))::bigint, false
  FROM ledger_heal e
  JOIN ledger_assertion a ON a.site = e.site AND a.id = e.assertion
  JOIN ledger_posting g ON g.site = e.site AND g.id = e.posting
 WHERE e.site = %(site)s AND g.recorded_at >= %(look_back)s AND g.recorded_at < %(until)s
 ORDER BY 2, 1, 3

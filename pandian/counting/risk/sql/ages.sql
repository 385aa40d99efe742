-- Of sites where something lies or was touched: when each was last scored, and since when its
-- ledger runs (its first seal), for sites that have no scores yet.
SELECT s.id AS site, (SELECT c.scored_at FROM counting_risk_score c
                       WHERE c.site = s.id LIMIT 1) AS scored_at,
       (SELECT l.at FROM ledger_seal l WHERE l.site = s.id
         ORDER BY l.number LIMIT 1) AS sealed_at
  FROM unnest(%(sites)s::int[]) AS s (id)
 WHERE EXISTS (SELECT FROM counting_risk_exposure e
                 JOIN ledger_balance b ON b.site = e.site AND b.holding = e.holding
                WHERE e.site = s.id AND (b.on_hand <> 0 OR e.touches > 0))

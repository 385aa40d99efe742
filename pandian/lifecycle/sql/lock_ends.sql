-- Lock the balances at which the goods of some postings ended, in order, before they are judged.
-- The ends are found first, then each balance by its key: no plan leans on statistics.
WITH given AS MATERIALIZED (
    SELECT p.id, p.recorded_at FROM ledger_posting p
     WHERE p.site = %(site)s AND p.id = ANY (%(postings)s::uuid[])
), ends AS MATERIALIZED (
    SELECT DISTINCT m.target
      FROM given g
     CROSS JOIN LATERAL (
           SELECT m.target FROM ledger_move m
            WHERE m.site = %(site)s AND m.recorded_at = g.recorded_at AND m.posting = g.id
           OFFSET 0) m
)
SELECT b.holding FROM ledger_balance b
 WHERE b.site = %(site)s AND b.holding = ANY (ARRAY(SELECT e.target FROM ends e))
 ORDER BY b.holding
   FOR NO KEY UPDATE

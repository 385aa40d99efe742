-- Lock the balances at which the goods of some postings ended, in order, before they are judged.
SELECT b.holding FROM ledger_balance b
 WHERE b.site = %(site)s AND b.holding IN (
        SELECT m.target FROM ledger_posting p
          JOIN ledger_move m ON m.site = p.site AND m.recorded_at = p.recorded_at
           AND m.posting = p.id
         WHERE p.site = %(site)s AND p.id = ANY (%(postings)s::uuid[]))
 ORDER BY b.holding
   FOR NO KEY UPDATE

-- How much the ledger holds: holdings with stock, postings, moves (planner's estimate for moves).
SELECT (SELECT count(*) FROM ledger_balance b
         WHERE b.site = ANY (%(sites)s::integer[]) AND b.on_hand <> 0) AS holdings,
       (SELECT count(*) FROM ledger_posting p
         WHERE p.site = ANY (%(sites)s::integer[])) AS postings,
       (SELECT coalesce(sum(p.lines), 0) FROM ledger_posting p
         WHERE p.site = ANY (%(sites)s::integer[])) AS moves

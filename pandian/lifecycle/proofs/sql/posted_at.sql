-- The instant of an action's posting, where it posted.
SELECT m.effective_at
  FROM ledger_posting p
  JOIN ledger_move m ON m.site = p.site AND m.recorded_at = p.recorded_at AND m.posting = p.id
 WHERE p.site = %(site)s AND p.id = %(posting)s
 LIMIT 1

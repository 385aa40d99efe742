-- Lines that the ledger has taken are final.
UPDATE counting_line l
   SET posting = %(posting)s, posted_at = %(at)s,
       verdict = CASE WHEN l.verdict = 'approval' THEN 'posted' ELSE l.verdict END
  FROM ledger_statement s
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.id = s.ref

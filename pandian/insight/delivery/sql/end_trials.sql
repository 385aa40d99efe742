-- End trials whose sender broke off.
UPDATE insight_message SET state = 'failed', why = 'lost', next_at = NULL, ended_at = %(now)s
 WHERE trial AND state = 'waiting' AND next_at <= %(now)s

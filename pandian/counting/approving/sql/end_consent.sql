-- The last signature is there: the lines are posted under it.
UPDATE counting_consent SET state = 'posted', ended_at = %(now)s, posting = %(posting)s
 WHERE site = %(site)s AND id = %(consent)s

-- A replay could not be finished: say why.
UPDATE counting_rehearsal SET state = 'failed', error = %(error)s, finished_at = %(now)s
 WHERE id = %(id)s AND state IN ('waiting', 'running')

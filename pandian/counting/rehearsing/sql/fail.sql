-- A replay of a site could not be finished: say why.
UPDATE counting_rehearsal SET state = 'failed', error = %(error)s, finished_at = %(now)s
 WHERE site = %(site)s AND id = %(id)s AND state IN ('waiting', 'running')

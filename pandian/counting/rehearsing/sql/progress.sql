-- Say how far the replay of a site has come.
UPDATE counting_rehearsal SET state = 'running', done_days = %(done)s
 WHERE site = %(site)s AND id = %(id)s AND state IN ('waiting', 'running')

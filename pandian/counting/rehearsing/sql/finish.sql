-- Keep what a replay of a site gave; what is done stays as it is.
UPDATE counting_rehearsal
   SET state = 'done', done_days = until - first, report = %(report)s::jsonb,
       content_hash = %(content_hash)s, finished_at = %(now)s, error = ''
 WHERE site = %(site)s AND id = %(id)s AND state <> 'done'

-- End an open label task; nothing when somebody else has ended it.
UPDATE capture_label_task
   SET state = %(state)s, ended_by = %(actor)s, ended_at = %(now)s, ended_with = %(with)s
 WHERE id = %(id)s AND state = 'open'
RETURNING site

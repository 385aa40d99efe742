-- An install gives its tasks back.
UPDATE capture_lease SET ended_at = %(now)s
 WHERE install = %(install)s AND ended_at IS NULL
RETURNING task

-- Every sign of life renews what the install holds.
UPDATE capture_lease SET renewed_at = %(now)s, expires_at = greatest(expires_at, %(until)s)
 WHERE install = %(install)s AND ended_at IS NULL

-- Use an invitation up, once: only with its secret and in time.
UPDATE capture_enrolment SET used_at = %(now)s, device = %(device)s
 WHERE id = %(id)s AND digest = %(digest)s AND used_at IS NULL AND expires_at > %(now)s
RETURNING site, person, created_by

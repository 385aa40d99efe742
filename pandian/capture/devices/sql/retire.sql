-- An install that is enrolled anew leaves its earlier device behind.
UPDATE capture_device SET revoked_at = %(now)s, revoked_by = %(actor)s, reason = 'enrolled again'
 WHERE install = %(install)s AND revoked_at IS NULL
RETURNING id

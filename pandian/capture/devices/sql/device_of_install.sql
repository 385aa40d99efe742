-- The present (else the last) device of an install in these sites.
SELECT d.id, d.install, d.site, d.person, d.name, i.state, d.revoked_at IS NOT NULL AS revoked,
       d.wipe
  FROM capture_device d JOIN capture_install i ON i.id = d.install
 WHERE d.install = %(install)s AND d.site = ANY (%(sites)s::int[])
 ORDER BY d.revoked_at IS NULL DESC, d.enrolled_at DESC
 LIMIT 1

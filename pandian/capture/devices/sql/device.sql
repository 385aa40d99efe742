-- A device by the id that its token carries.
SELECT d.id, d.install, d.site, d.person, d.name, i.state, d.revoked_at IS NOT NULL AS revoked,
       d.wipe
  FROM capture_device d JOIN capture_install i ON i.id = d.install
 WHERE d.id = %(device)s::uuid

-- Whose is this storage so far, and is it still good?  Locked until its new device stands.
SELECT i.state, i.actor, i.site,
       (SELECT d.person FROM capture_device d WHERE d.install = i.id
         ORDER BY d.enrolled_at DESC LIMIT 1) AS person
  FROM capture_install i WHERE i.id = %(install)s FOR UPDATE OF i

-- Who holds these tasks now, and which of them has this install ever held?
SELECT l.id, l.task, l.install, l.expires_at, l.install = %(install)s AS mine,
       l.ended_at IS NULL AND (l.expires_at > %(now)s OR l.install = %(install)s) AS live,
       coalesce(nullif((SELECT d.name FROM capture_device d WHERE d.install = l.install
                         ORDER BY d.enrolled_at DESC LIMIT 1), ''), l.person) AS holder
  FROM capture_lease l
 WHERE l.task = ANY (%(tasks)s::uuid[])
   AND (l.ended_at IS NULL OR l.install = %(install)s)

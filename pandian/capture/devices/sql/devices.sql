-- What a supervisor wants to know of each phone: heard of, queue, refused, leases.
SELECT d.id AS device, i.id AS install, coalesce(d.name, '') AS name,
       coalesce(d.person, i.actor) AS person, s.code AS site, i.state,
       coalesce(d.revoked_at IS NOT NULL, false) AS revoked, coalesce(d.wipe, false) AS wipe,
       i.app_version, i.last_seq, i.acked_seq,
       i.last_seq - i.acked_seq - (SELECT count(*) FROM capture_sequence q
                                    WHERE q.install = i.id AND q.seq > i.acked_seq) AS queued,
       (SELECT count(*) FROM capture_quarantine k WHERE k.install = i.id) AS refused,
       i.offset_ms, i.last_seen_at, d.enrolled_at,
       coalesce(l.tasks, '{}') AS tasks, l.until AS lease_until
  FROM capture_install i
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = i.site
  LEFT JOIN LATERAL (SELECT * FROM capture_device d WHERE d.install = i.id
                      ORDER BY d.revoked_at IS NULL DESC, d.enrolled_at DESC LIMIT 1) AS d ON true
  LEFT JOIN LATERAL (SELECT array_agg(l.task ORDER BY l.task) AS tasks,
                            min(l.expires_at) AS until
                       FROM capture_lease l
                      WHERE l.install = i.id AND l.ended_at IS NULL
                        AND l.expires_at > %(now)s) AS l ON true
 WHERE (%(install)s::uuid IS NULL OR i.id = %(install)s)
   AND (d.id IS NOT NULL OR %(all)s)
 ORDER BY i.last_seen_at DESC, i.id
 LIMIT %(limit)s

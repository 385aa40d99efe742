-- Trays of scans that have waited for a person for more than so many hours: how many, the oldest.
-- Worse when twice as many wait.
SELECT 'tray:' || r.tray AS subject, min(r.received_at) AS since,
       'epoch'::timestamptz AS news_at, ceil(log(2, count(*)))::bigint AS level,
       NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('tray', r.tray, 'rows', count(*), 'oldest', min(r.received_at)) AS facts
  FROM capture_seen_view r
 WHERE r.site = %(site)s AND r.tray <> '' AND r.tray <> 'rejected'
   AND r.received_at < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
   AND NOT EXISTS (SELECT FROM capture_seen_view u
                    WHERE u.site = r.site AND u.undoes IS NOT NULL AND u.undoes = r.id
                      AND (u.person = r.person OR u.install = r.install OR u.supervisor))
 GROUP BY r.tray ORDER BY r.tray LIMIT %(limit)s

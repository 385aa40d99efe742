-- Devices that hold an open task offline and have not been heard of for more than so many hours,
-- the longest first.
SELECT 'device:' || i.id AS subject, i.last_seen_at AS since, i.last_seen_at AS news_at,
       t.tasks AS level, NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('device', i.id, 'device_name', i.name, 'person_name', t.person,
           'tasks', t.tasks, 'seen', i.last_seen_at) AS facts
  FROM (SELECT l.install, min(l.person) AS person, count(DISTINCT l.task) AS tasks
          FROM capture_lease_view l
          JOIN counting_task t ON t.site = l.site AND t.id = l.task AND t.state = 'open'
          JOIN counting_plan p ON p.site = t.site AND p.id = t.plan AND p.state = 'open'
         WHERE l.site = %(site)s AND l.ended_at IS NULL
         GROUP BY l.install) AS t
  JOIN capture_install_view i ON i.id = t.install AND i.state <> 'written_off'
   AND i.last_seen_at < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
 ORDER BY i.last_seen_at, i.id LIMIT %(limit)s

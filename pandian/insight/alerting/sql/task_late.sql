-- Open tasks of open counts whose deadline passed more than so many hours ago, the latest first.
SELECT 'task:' || t.id AS subject, d.deadline AS since, d.deadline AS news_at, 1::bigint AS level,
       t.plan, '{}'::bigint[] AS places,
       jsonb_build_object('plan_name', p.name, 'number', t.number, 'person_name', t.person,
           'deadline', d.deadline, 'task', t.id) AS facts
  FROM counting_plan p
  JOIN counting_task t ON t.site = p.site AND t.plan = p.id AND t.state = 'open'
   AND t.kind <> 'proof'
  JOIN counting_dispatch d ON d.site = t.site AND d.task = t.id
   AND d.deadline < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
 WHERE p.site = %(site)s AND p.state = 'open'
 ORDER BY d.deadline, t.id LIMIT %(limit)s

-- Which of these places are due in tasks that nobody has begun and no device holds, before their
-- deadline: tasks of nobody, and those that the dispatcher gave to somebody else a while ago.  With
-- all that decides who may count each; nothing of the book.  Where a phone has just counted without
-- a task nobody is sent on the way; a recount is another matter.
WITH spot AS MATERIALIZED (
    SELECT DISTINCT o.place
      FROM capture_seen_view o
     WHERE o.site = %(site)s AND o.task IS NULL AND o.install IS NOT NULL AND o.mode <> 'undo'
       AND o.observed_at > %(now)s::timestamptz - make_interval(hours => %(spot_hours)s)
       AND NOT EXISTS (SELECT FROM capture_seen_view u
                        WHERE u.site = o.site AND u.undoes = o.id)
), near AS MATERIALIZED (
    SELECT t.site, t.id, t.plan, t.kind, t.person, t.excluded, n.place
      FROM counting_plan p
      JOIN counting_task t ON t.site = p.site AND t.plan = p.id AND t.state = 'open'
       AND t.kind IN ('count', 'recount') AND t.person <> %(person)s
       AND (%(task)s::uuid IS NULL OR t.id = %(task)s)
     CROSS JOIN LATERAL (
          SELECT tp.place FROM counting_task_place tp
           WHERE tp.site = t.site AND tp.task = t.id AND tp.place = ANY (%(places)s::bigint[])
          OFFSET 0) AS n
     WHERE p.site = %(site)s AND p.state = 'open'
       AND NOT (t.kind = 'count' AND n.place IN (SELECT place FROM spot))
), due AS MATERIALIZED (
    SELECT n.*, d.zone, d.seconds, d.skills, d.people, d.tried, d.deadline, d.priority
      FROM near n
      LEFT JOIN LATERAL (SELECT d.* FROM counting_dispatch d
                          WHERE d.site = n.site AND d.task = n.id OFFSET 0) AS d ON true
     CROSS JOIN LATERAL (
          SELECT EXISTS (SELECT FROM capture_lease_view l
                          WHERE l.site = n.site AND l.task = n.id AND l.ended_at IS NULL
                            AND l.expires_at > %(now)s)
              OR EXISTS (SELECT FROM capture_seen_view o
                          WHERE o.site = n.site AND o.task = n.id)
              OR EXISTS (SELECT FROM counting_task_place q
                           JOIN counting_visit v ON v.site = q.site AND v.plan = n.plan
                            AND v.place = q.place AND v.task = n.id
                          WHERE q.site = n.site AND q.task = n.id) AS begun OFFSET 0) AS b
     WHERE NOT b.begun AND (d.deadline IS NULL OR d.deadline > %(now)s)
       AND (n.person = ''
            OR d.assigned_at <= %(now)s::timestamptz - make_interval(mins => %(grace)s))
)
SELECT t.id AS task, t.plan, t.kind, t.person, t.place, c.code, s.places,
       coalesce(nullif(t.zone, 0), z.zone, 0) AS zone,
       coalesce(t.seconds / s.places, %(place_seconds)s) AS seconds,
       coalesce(t.skills, '{}') AS skills, coalesce(t.people, '{}') AS people,
       t.excluded || coalesce(t.tried, '{}') AS excluded, t.deadline,
       CASE WHEN r.asked THEN 1 WHEN t.kind = 'recount' THEN 2
            ELSE coalesce(t.priority, 5) END AS priority
  FROM due t
 CROSS JOIN LATERAL (
      SELECT count(*)::int AS places FROM counting_task_place tp
       WHERE tp.site = t.site AND tp.task = t.id OFFSET 0) AS s
 CROSS JOIN LATERAL (
      SELECT EXISTS (SELECT FROM counting_request r
                      WHERE r.site = t.site AND r.task = t.id) AS asked OFFSET 0) AS r
 CROSS JOIN LATERAL (
      SELECT c.code, c.parent FROM catalog_place_view c
       WHERE c.site = t.site AND c.id = t.place OFFSET 0) AS c
  LEFT JOIN LATERAL (
      SELECT CASE WHEN u.kind = 'zone' THEN u.id WHEN v.kind = 'zone' THEN v.id ELSE 0 END AS zone
        FROM catalog_place_view u
        LEFT JOIN catalog_place_view v ON v.site = u.site AND v.id = u.parent
       WHERE u.site = t.site AND u.id = c.parent
       LIMIT 1 OFFSET 0) AS z ON true

-- What each person was given on planned days, recounts too: tasks, places, planned seconds, and how
-- many tasks are closed.  Nobody's name stands for tasks that nobody has taken.
WITH planned AS MATERIALIZED (
    SELECT d.day, p.id::uuid AS plan
      FROM counting_day_plan d
     CROSS JOIN LATERAL jsonb_array_elements_text(d.report -> 'plans') AS p (id)
     WHERE d.site = %(site)s AND d.day BETWEEN %(first)s AND %(last)s
), task AS MATERIALIZED (
    SELECT p.day, t.id, t.person, t.state
      FROM planned p
     CROSS JOIN LATERAL (SELECT t.id, t.person, t.state FROM counting_task t
                          WHERE t.site = %(site)s AND t.plan = p.plan AND t.kind <> 'proof'
                         OFFSET 0) AS t
)
SELECT t.day, t.person, count(*)::int AS tasks, sum(s.places)::int AS places,
       sum(coalesce(d.seconds, s.places * %(place_seconds)s))::int AS seconds,
       (count(*) FILTER (WHERE t.state <> 'open'))::int AS done
  FROM task t
 CROSS JOIN LATERAL (SELECT count(*)::int AS places FROM counting_task_place tp
                      WHERE tp.site = %(site)s AND tp.task = t.id OFFSET 0) AS s
  LEFT JOIN counting_dispatch d ON d.site = %(site)s AND d.task = t.id
 GROUP BY t.day, t.person
 ORDER BY t.day DESC, seconds DESC, t.person

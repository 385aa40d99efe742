-- The open tasks of one person as the dispatcher weighs them: planned seconds, places, done, zone.
SELECT t.person, coalesce(d.zone, 0) AS zone, 0::bigint AS found_zone, s.places, s.done,
       coalesce(d.seconds, s.places * %(place_seconds)s) AS seconds
  FROM counting_task t
  JOIN counting_plan p ON p.site = t.site AND p.id = t.plan AND p.state = 'open'
  LEFT JOIN counting_dispatch d ON d.site = t.site AND d.task = t.id
 CROSS JOIN LATERAL (
      SELECT count(*)::int AS places, count(*) FILTER (WHERE EXISTS (
                 SELECT FROM counting_visit v
                  WHERE v.site = t.site AND v.plan = t.plan AND v.task = t.id
                    AND v.place = tp.place AND v.complete AND NOT v.late))::int AS done
        FROM counting_task_place tp WHERE tp.site = t.site AND tp.task = t.id OFFSET 0) AS s
 WHERE t.site = %(site)s AND t.person = %(person)s AND t.state = 'open'

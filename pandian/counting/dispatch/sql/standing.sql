-- Open tasks of a site as dispatch sees them: what they need, who has them, how far they are.
-- `begun`: somebody has seen something for it; `leased`: a device holds it offline.
SELECT t.id AS task, t.plan, p.name AS plan_name, t.number, t.kind, t.person, t.excluded,
       t.opened_at, d.zone, coalesce(z.code, '') AS zone_code, d.skills, d.people, d.not_mover,
       d.not_last, d.deadline, d.assigned_at, d.tried, d.escalated_at,
       d.task IS NOT NULL AS known, coalesce(d.seconds, s.places * %(place_seconds)s) AS seconds,
       CASE WHEN q.asked THEN 1 WHEN t.kind = 'recount' THEN 2 ELSE coalesce(d.priority, 5) END
           AS priority,
       s.places, s.done, coalesce(w.zone, 0) AS found_zone,
       EXISTS (SELECT FROM capture_lease_view l
                WHERE l.site = t.site AND l.task = t.id AND l.ended_at IS NULL
                  AND l.expires_at > %(now)s) AS leased,
       s.done > 0 OR EXISTS (SELECT FROM capture_seen_view o
                              WHERE o.site = t.site AND o.task = t.id) AS begun
  FROM counting_task t
  JOIN counting_plan p ON p.site = t.site AND p.id = t.plan AND p.state = 'open'
  LEFT JOIN counting_dispatch d ON d.site = t.site AND d.task = t.id
  LEFT JOIN catalog_place_view z ON z.site = t.site AND z.id = d.zone
 CROSS JOIN LATERAL (
      SELECT count(*)::int AS places, count(*) FILTER (WHERE EXISTS (
                 SELECT FROM counting_visit v
                  WHERE v.site = t.site AND v.plan = t.plan AND v.task = t.id
                    AND v.place = tp.place AND v.complete AND NOT v.late))::int AS done
        FROM counting_task_place tp WHERE tp.site = t.site AND tp.task = t.id OFFSET 0) AS s
 CROSS JOIN LATERAL (
      SELECT EXISTS (SELECT FROM counting_request r
                      WHERE r.site = t.site AND r.task = t.id) AS asked OFFSET 0) AS q
  LEFT JOIN LATERAL (
      SELECT CASE WHEN a.kind = 'zone' THEN a.id WHEN b.kind = 'zone' THEN b.id
                  WHEN c.kind = 'zone' THEN c.id ELSE 0 END AS zone
        FROM counting_task_place tp
        JOIN catalog_place_view a ON a.site = tp.site AND a.id = tp.place
        LEFT JOIN catalog_place_view b ON b.site = a.site AND b.id = a.parent
        LEFT JOIN catalog_place_view c ON c.site = b.site AND c.id = b.parent
       WHERE tp.site = t.site AND tp.task = t.id
       ORDER BY tp.sequence LIMIT 1 OFFSET 0) AS w ON true
 WHERE t.site = %(site)s AND t.state = 'open' AND t.kind <> 'proof'
 ORDER BY priority, d.deadline NULLS LAST, p.created_at, t.number
 LIMIT %(limit)s

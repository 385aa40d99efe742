-- The open tasks of one person at one site, or for anybody; how many rows each will be.  Rules that
-- speak of what the book holds (nearly empty, short, expiring) are not told to who counts; that it
-- is a recount, the kind says.
SELECT t.id, t.plan, p.name, t.number, t.kind, t.round, t.person, p.blind, t.opened_at,
       ARRAY(SELECT DISTINCT r.reason FROM counting_request r
              WHERE r.site = t.site AND r.task = t.id ORDER BY 1) AS reasons,
       (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('zh', w.label_zh,
                                                               'en', w.label_en)), '[]')
          FROM counting_task_why w
         WHERE w.site = t.site AND w.task = t.id
           AND w.strategy NOT IN ('near_zero', 'triggered', 'empty', 'recount')) AS rules,
       (SELECT to_char(d.deadline AT TIME ZONE s.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS')
          FROM counting_dispatch d JOIN governance_site_view s ON s.id = d.site
         WHERE d.site = t.site AND d.task = t.id) AS due_at,
       coalesce((SELECT d.seconds / greatest(count(*), 1)
                   FROM counting_dispatch d
                   JOIN counting_task_place tp ON tp.site = d.site AND tp.task = d.task
                  WHERE d.site = t.site AND d.task = t.id GROUP BY d.seconds),
                %(place_seconds)s)::int AS place_seconds,
       (SELECT count(*) FROM counting_task_place tp WHERE tp.site = t.site AND tp.task = t.id)
       + (SELECT count(*) FROM counting_task_key k WHERE k.site = t.site AND k.task = t.id)
       + CASE WHEN p.blind OR t.kind <> 'count' THEN 0 ELSE
         (SELECT count(*) FROM counting_task_place tp
            JOIN ledger_holding h ON h.site = tp.site AND h.place = tp.place
           WHERE tp.site = t.site AND tp.task = t.id) END AS size
  FROM counting_task t
  JOIN counting_plan p ON p.site = t.site AND p.id = t.plan
 WHERE t.site = %(site)s AND t.state = 'open' AND p.state = 'open' AND t.id > %(after)s::uuid
   AND (t.person = %(person)s OR (t.person = '' AND NOT %(person)s = ANY (t.excluded)))
 ORDER BY t.id
 LIMIT %(limit)s

-- Plans with their progress, newest first.
WITH healed AS MATERIALIZED (
    SELECT h.site, h.posting, h.line, h.quantity, h.undone FROM counting_healed_view h
     WHERE h.site = ANY (%(sites)s::int[])
)
SELECT p.id, s.code AS site, p.name, p.purpose, p.state, p.blind, p.request, p.created_by,
       p.created_at, p.closed_at, p.settled_at,
       (SELECT count(*) FROM counting_plan_place pp
         WHERE pp.site = p.site AND pp.plan = p.id) AS places,
       (SELECT count(DISTINCT v.place) FROM counting_visit v
         WHERE v.site = p.site AND v.plan = p.id AND v.complete AND NOT v.late) AS places_done,
       (SELECT count(*) FROM counting_task t WHERE t.site = p.site AND t.plan = p.id) AS tasks,
       (SELECT count(*) FROM counting_task t
         WHERE t.site = p.site AND t.plan = p.id AND t.state = 'open') AS tasks_open,
       (SELECT coalesce(jsonb_object_agg(x.verdict, x.lines), '{}')
          FROM (SELECT CASE WHEN h.line IS NULL THEN l.verdict
                            WHEN h.undone <> 0 AND l.variance + h.quantity <> 0 THEN 'posted'
                            ELSE 'healed' END AS verdict, count(*) AS lines
                  FROM counting_line l LEFT JOIN healed h
                    ON h.site = l.site AND h.line = l.id AND h.posting = l.posting
                 WHERE l.site = p.site AND l.plan = p.id GROUP BY 1) AS x) AS verdicts
  FROM counting_plan p
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = p.site
 WHERE (%(plan)s::uuid IS NULL OR p.id = %(plan)s) AND (%(state)s = '' OR p.state = %(state)s)
 ORDER BY p.created_at DESC, p.id DESC
 LIMIT %(limit)s

-- Requests with their fate, newest first.  Verdicts of the lines at their places, no quantities.
WITH asked AS MATERIALIZED (
    SELECT s.code, r.* FROM lifecycle_count_request_view r
      JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = r.site
     WHERE r.site = ANY (%(sites)s::int[])
       AND (%(document)s::uuid IS NULL OR r.document = %(document)s)
     ORDER BY r.asked_at DESC, r.id DESC LIMIT %(limit)s
)
SELECT r.code AS site, r.id, r.document, r.event, r.reason, r.place, r.item, r.lot, r.note,
       r.asked_by, r.asked_at,
       CASE WHEN k.plan IS NULL THEN CASE WHEN r.reason = 'near_zero' AND EXISTS (
                SELECT FROM lifecycle_proof_place_view f
                 WHERE f.site = r.site AND f.event = r.event AND f.place = r.place
                   AND (f.empty OR (f.item = r.item AND r.item <> '')))
                THEN 'proved' WHEN n.request IS NOT NULL THEN 'silenced'
                ELSE 'waiting' END
            WHEN p.state = 'closed' THEN 'settled'
            WHEN k.left_open > 0 THEN 'open' ELSE 'counted' END AS fate,
       k.plan, k.tasks, k.taken_at, coalesce(l.verdicts, '{}') AS verdicts,
       n.code AS rule, n.version, n.why
  FROM asked r
  LEFT JOIN counting_request_silenced n ON n.site = r.site AND n.request = r.id
  LEFT JOIN LATERAL (
      SELECT min(q.plan::text)::uuid AS plan, array_agg(q.task ORDER BY t.number) AS tasks,
             min(q.taken_at) AS taken_at,
             count(*) FILTER (WHERE t.state = 'open' AND EXISTS (
                 SELECT FROM counting_task_place tp
                  WHERE tp.site = t.site AND tp.task = t.id AND NOT EXISTS (
                        SELECT FROM counting_visit v
                         WHERE v.site = t.site AND v.plan = t.plan AND v.task = t.id
                           AND v.place = tp.place AND v.complete AND NOT v.late))) AS left_open
        FROM counting_request q JOIN counting_task t ON t.site = q.site AND t.id = q.task
       WHERE q.site = r.site AND q.request = r.id) AS k ON true
  LEFT JOIN counting_plan p ON p.site = r.site AND p.id = k.plan
  LEFT JOIN LATERAL (
      SELECT jsonb_object_agg(v.verdict, v.lines) AS verdicts
        FROM (SELECT c.verdict, count(*) AS lines FROM counting_line c
               WHERE c.site = r.site AND c.plan = k.plan AND c.place IN (
                     SELECT tp.place FROM counting_task_place tp
                      WHERE tp.site = r.site AND tp.task = ANY (k.tasks))
               GROUP BY c.verdict) AS v) AS l ON true
 ORDER BY r.asked_at DESC, r.id DESC

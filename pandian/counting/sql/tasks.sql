-- Tasks with their progress, those that a stage asked for first; nothing of the book.
SELECT t.id, t.plan, p.name AS plan_name, s.code AS site, t.number, t.kind, t.round, t.state,
       t.person, p.blind,
       (SELECT count(*) FROM counting_task_place tp
         WHERE tp.site = t.site AND tp.task = t.id) AS places,
       (SELECT count(DISTINCT v.place) FROM counting_visit v
         WHERE v.site = t.site AND v.task = t.id AND v.complete AND NOT v.late) AS places_done,
       coalesce((SELECT c.code FROM counting_task_place tp
                   JOIN catalog_place_view c ON c.site = tp.site AND c.id = tp.place
                  WHERE tp.site = t.site AND tp.task = t.id
                  ORDER BY tp.sequence, c.code LIMIT 1), '') AS first_place,
       coalesce((SELECT c.code FROM counting_task_place tp
                   JOIN catalog_place_view c ON c.site = tp.site AND c.id = tp.place
                  WHERE tp.site = t.site AND tp.task = t.id
                  ORDER BY tp.sequence DESC, c.code DESC LIMIT 1), '') AS last_place,
       t.excluded, t.opened_at, t.closed_at, why.reasons
  FROM counting_task t
  JOIN counting_plan p ON p.site = t.site AND p.id = t.plan
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = t.site
  LEFT JOIN LATERAL (
      SELECT array_agg(DISTINCT w.reason) AS reasons
        FROM (SELECT r.reason FROM counting_request r
               WHERE r.site = t.site AND r.task = t.id
              UNION ALL
              SELECT 'proof_differs' FROM counting_task f
               WHERE f.site = t.site AND f.plan = t.plan AND f.number = 1 AND f.kind = 'proof'
                 AND t.kind = 'recount') AS w) AS why ON true
 WHERE (%(task)s::uuid IS NULL OR t.id = %(task)s)
   AND (%(plan)s::uuid IS NULL OR t.plan = %(plan)s)
   AND (%(state)s = '' OR t.state = %(state)s)
   AND (%(person)s::text IS NULL OR t.person = %(person)s
        OR (t.person = '' AND NOT %(person)s = ANY (t.excluded)))
 ORDER BY (why.reasons IS NULL OR t.state <> 'open'), p.created_at DESC, t.number
 LIMIT %(limit)s

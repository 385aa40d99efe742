-- Close the places that a sheet says were counted whole, one visit each; a known id is left alone.
-- A place that stands in no task of that plan, kind and round is `outside`: nothing is written.
WITH said AS MATERIALIZED (
    SELECT * FROM unnest(%(ids)s::uuid[], %(tasks)s::uuid[], %(places)s::text[],
                         %(instants)s::timestamptz[], %(errors)s::int[])
                  AS s (id, task, code, closed_at, error_ms)
), held AS MATERIALIZED (
    SELECT s.id, s.closed_at, s.error_ms, t.id AS task, t.plan, c.id AS place,
           t.state = 'closed' AS late
      FROM said s
      JOIN counting_task t ON t.site = %(site)s AND t.id = s.task
     CROSS JOIN LATERAL (
          SELECT c.id FROM catalog_place_view c
           WHERE c.site = t.site AND c.code = s.code OFFSET 0) AS c
     WHERE EXISTS (
           SELECT FROM counting_task o
             JOIN counting_task_place tp ON tp.site = o.site AND tp.task = o.id
              AND tp.place = c.id
            WHERE o.site = t.site AND o.plan = t.plan AND o.kind = t.kind AND o.round = t.round)
), new AS (
    INSERT INTO counting_visit (site, id, plan, task, place, person, opened_at, closed_at,
           uncertainty_ms, complete, received_at, late)
    SELECT %(site)s, h.id, h.plan, h.task, h.place, %(person)s, least(h.closed_at, %(now)s),
           least(h.closed_at, %(now)s), h.error_ms, true, %(now)s, h.late
      FROM held h
        ON CONFLICT (site, id) DO NOTHING
    RETURNING id
)
SELECT s.id, h.plan,
       CASE WHEN h.id IS NULL THEN 'outside'
            WHEN n.id IS NULL THEN 'exists'
            WHEN h.late THEN 'late' ELSE 'created' END AS result
  FROM said s
  LEFT JOIN held h ON h.id = s.id
  LEFT JOIN new n ON n.id = s.id
 ORDER BY s.id

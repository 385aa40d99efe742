-- Counts begun before the end that are open: places not visited, lines not decided, gains and
-- losses of these lines apart.
WITH said AS (
    SELECT p.id, p.name, p.created_by, p.created_at,
           (SELECT count(*) FROM counting_plan_place x
             WHERE x.site = p.site AND x.plan = p.id
               AND NOT EXISTS (SELECT FROM counting_visit v
                                WHERE v.site = x.site AND v.plan = x.plan AND v.place = x.place
                                  AND v.complete AND NOT v.late)) AS places_open,
           coalesce(l.lines, 0) AS lines_open, coalesce(l.plus, 0)::bigint AS plus,
           coalesce(l.minus, 0)::bigint AS minus
      FROM counting_plan p
      LEFT JOIN LATERAL (
           SELECT count(*) AS lines, sum(greatest(l.value, 0)) AS plus,
                  sum(least(l.value, 0)) AS minus
             FROM counting_line l
            WHERE l.site = p.site AND l.plan = p.id AND l.posting IS NULL
              AND l.verdict IN ('uncounted', 'recount', 'doubtful', 'approval') OFFSET 0) AS l
        ON true
     WHERE p.site = %(site)s AND p.state = 'open' AND p.created_at < %(ends_at)s
)
SELECT s.id AS plan, s.name, s.created_by, s.created_at, s.places_open, s.lines_open, s.plus,
       s.minus, count(*) OVER () AS total, sum(s.plus) OVER () AS plus_all,
       sum(s.minus) OVER () AS minus_all
  FROM said s
 ORDER BY s.created_at, s.id
 LIMIT %(limit)s

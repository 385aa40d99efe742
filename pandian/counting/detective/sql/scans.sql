-- How the observations of each line came: piece by piece, and how many within seconds of an equal
-- one of the same person.
WITH seen AS MATERIALIZED (
    SELECT l.id AS line, o.mode, o.base, o.person, o.observed_at
      FROM counting_line l
      CROSS JOIN LATERAL unnest(l.observations) AS u (id)
      CROSS JOIN LATERAL (
           SELECT v.mode, v.base, v.person, v.observed_at FROM capture_seen_view v
            WHERE v.site = l.site AND v.id = u.id OFFSET 0) AS o
     WHERE l.site = %(site)s AND l.id = ANY (%(lines)s::bigint[])
), spaced AS (
    SELECT s.line, s.mode, s.observed_at - lag(s.observed_at) OVER (
               PARTITION BY s.line, s.person, s.mode, s.base ORDER BY s.observed_at) AS gap
      FROM seen s
)
SELECT line, bool_or(mode = 'add') AS adding,
       count(*) FILTER (WHERE mode = 'add' AND gap < interval '2 seconds')::integer AS repeats
  FROM spaced GROUP BY line

-- The final lines of the last weeks for each thing asked for (an item, a place with all inside; 0
-- leaves it open): how many, how many exact, and what was over and under, never netted.
WITH RECURSIVE asked AS MATERIALIZED (
    SELECT (a.n - 1)::integer AS n, a.item, a.place
      FROM unnest(%(items)s::bigint[], %(places)s::bigint[])
           WITH ORDINALITY AS a (item, place, n)
), down AS (
    SELECT a.n, a.place AS id FROM asked a WHERE a.place <> 0
    UNION
    SELECT d.n, p.id FROM down d
      JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = d.id
), mine AS MATERIALIZED (
    SELECT n.id FROM counting_plan n
     WHERE n.site = %(site)s AND n.state = 'open' AND n.blind
       AND counting_blind_to(n.site, n.id, %(person)s)
), line AS MATERIALIZED (
    SELECT l.* FROM counting_final_lines(%(site)s, %(since)s, %(until)s) AS l
     WHERE NOT EXISTS (SELECT FROM mine m WHERE m.id = l.plan)
)
SELECT a.n, date_trunc('week', l.observed_at AT TIME ZONE %(zone)s)::date AS week,
       count(*) AS lines, count(*) FILTER (WHERE NOT l.wrong) AS exact,
       count(*) FILTER (WHERE l.variance > 0) AS over,
       count(*) FILTER (WHERE l.variance < 0) AS under,
       count(DISTINCT l.item) AS items,
       coalesce(sum(l.variance) FILTER (WHERE l.variance > 0), 0)::bigint AS plus,
       coalesce(-sum(l.variance) FILTER (WHERE l.variance < 0), 0)::bigint AS minus,
       coalesce(sum(l.value) FILTER (WHERE l.variance > 0), 0)::bigint AS plus_value,
       coalesce(-sum(l.value) FILTER (WHERE l.variance < 0), 0)::bigint AS minus_value
  FROM asked a
  JOIN line l ON (a.item = 0 OR l.item = a.item)
   AND (a.place = 0 OR EXISTS (SELECT FROM down d WHERE d.n = a.n AND d.id = l.place))
 GROUP BY a.n, week
 ORDER BY a.n, week

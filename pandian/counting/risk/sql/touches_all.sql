-- Who touched what how often since its last count, of the people named: holding, person's place
-- in the list, touches.
WITH touch AS MATERIALIZED (
    SELECT e.holding, p.n - 1 AS person, t.touches::float8 AS touches
      FROM counting_risk_exposure e
     CROSS JOIN LATERAL unnest(e.actors, e.touched) AS t (actor, touches)
      JOIN unnest(%(people)s::text[]) WITH ORDINALITY AS p (actor, n) ON p.actor = t.actor
     WHERE e.site = %(site)s
       AND (%(holdings)s::bigint[] IS NULL OR e.holding = ANY (%(holdings)s::bigint[]))
     ORDER BY e.holding, p.n
)
SELECT string_agg(int8send(holding), '') AS holding, string_agg(int8send(person), '') AS person,
       string_agg(float8send(touches), '') AS touches
  FROM touch

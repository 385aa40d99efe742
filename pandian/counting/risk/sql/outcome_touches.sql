-- Who touched what was counted: assertion, person's place in the list, touches.
WITH touch AS MATERIALIZED (
    SELECT o.assertion, p.n - 1 AS person, t.touches::float8 AS touches
      FROM counting_risk_outcome o
     CROSS JOIN LATERAL unnest(o.actors, o.touched) AS t (actor, touches)
      JOIN unnest(%(people)s::text[]) WITH ORDINALITY AS p (actor, n) ON p.actor = t.actor
     WHERE o.site = %(site)s AND o.at >= %(since)s
     ORDER BY o.assertion, p.n
)
SELECT string_agg(int8send(assertion), '') AS holding, string_agg(int8send(person), '') AS person,
       string_agg(float8send(touches), '') AS touches
  FROM touch

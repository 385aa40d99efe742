-- The tolerance of every place, item and set of people that has none yet (twin: rules.look_up):
-- the nearest level decides, of places the nearest, then the code.
WITH said AS (
    SELECT place, item, ARRAY[person] AS people FROM counting_stated
    UNION
    SELECT place, item, people FROM counting_draft WHERE counted IS NOT NULL
), wanted AS MATERIALIZED (
    SELECT s.* FROM said s
     WHERE NOT EXISTS (SELECT FROM counting_allowance a WHERE a.place = s.place
                          AND a.item = s.item AND a.people = s.people)
), person AS (
    SELECT w.people, u.person
      FROM (SELECT DISTINCT people FROM wanted) AS w, unnest(w.people) AS u (person)
), candidate AS (
    SELECT w.*, r.rank, r.near, r.code, r.policy, r.quantity, r.percent, r.value, r.combine
      FROM wanted w JOIN counting_rule r ON r.key = w.item AND r.rank IN (1, 2)
    UNION ALL
    SELECT w.*, r.rank, r.near, r.code, r.policy, r.quantity, r.percent, r.value, r.combine
      FROM wanted w JOIN counting_rule r ON r.key = w.place AND r.rank = 3
    UNION ALL
    SELECT w.*, r.rank, r.near, r.code, r.policy, r.quantity, r.percent, r.value, r.combine
      FROM wanted w JOIN person p ON p.people = w.people
      JOIN counting_rule r ON r.text = p.person AND r.rank = 4
    UNION ALL
    SELECT w.*, r.rank, r.near, r.code, r.policy, r.quantity, r.percent, r.value, r.combine
      FROM wanted w, counting_rule r WHERE r.rank = 5
)
INSERT INTO counting_allowance (place, item, people, rank, policy, quantity, percent, value,
       combine)
SELECT DISTINCT ON (place, item, people)
       place, item, people, rank, policy, quantity, percent, value, combine
  FROM candidate
 ORDER BY place, item, people, rank, near, code

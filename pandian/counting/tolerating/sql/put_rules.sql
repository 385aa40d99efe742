-- Lay tolerances out by what they name: items, places with all inside them (the nearer the
-- smaller `near`), people, and everything.
WITH RECURSIVE given AS (
    SELECT * FROM unnest(%(ranks)s::int[], %(keys)s::bigint[], %(texts)s::text[],
                  %(codes)s::text[], %(policies)s::uuid[], %(quantities)s::bigint[],
                  %(percents)s::numeric[], %(values)s::bigint[], %(combines)s::text[])
           AS g (rank, key, text, code, policy, quantity, percent, value, combine)
), inside AS (
    SELECT p.id, g.policy, g.text, 0 AS near
      FROM given g
      JOIN catalog_place_view p ON p.site = %(site)s AND p.code = g.text
     WHERE g.rank = 3
    UNION
    SELECT p.id, i.policy, i.text, i.near + 1
      FROM inside i JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = i.id
)
INSERT INTO counting_rule (rank, key, near, text, code, policy, quantity, percent, value, combine)
SELECT g.rank, coalesce(i.id, g.key), coalesce(i.near, 0), g.text, g.code, g.policy, g.quantity,
       g.percent, g.value, g.combine
  FROM given g
  LEFT JOIN inside i ON g.rank = 3 AND i.policy = g.policy AND i.text = g.text
 WHERE g.rank <> 3 OR i.id IS NOT NULL

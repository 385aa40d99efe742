-- Give found things their holdings (opened with a balance of zero where they are new).
WITH key AS (
    SELECT array_agg(stated ORDER BY stated) AS stated, array_agg(place ORDER BY stated) AS place,
           array_agg(item ORDER BY stated) AS item, array_agg(lot ORDER BY stated) AS lot,
           array_agg(serial ORDER BY stated) AS serial,
           array_agg(status ORDER BY stated) AS status, array_agg(owner ORDER BY stated) AS owner
      FROM counting_stated WHERE holding IS NULL
), opened AS MATERIALIZED (
    SELECT stated, ledger_open_holdings(%(site)s, place, item, lot, serial, status, owner) AS ids
      FROM key WHERE stated IS NOT NULL
)
UPDATE counting_stated s SET holding = o.ids[u.n]
  FROM opened o, unnest(o.stated) WITH ORDINALITY AS u (stated, n)
 WHERE s.stated = u.stated

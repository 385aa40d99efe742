-- What did the book have of them at those instants?
WITH array_of AS (
    SELECT array_agg(reach ORDER BY reach) AS reach, array_agg(holding ORDER BY reach) AS holding,
           array_agg(at ORDER BY reach) AS at FROM counting_reach
), told AS MATERIALIZED (
    SELECT a.reach[b.n] AS reach, b.book
      FROM array_of a, ledger_book(%(site)s, a.holding, a.at) AS b
)
UPDATE counting_reach r SET book = t.book FROM told t WHERE t.reach = r.reach

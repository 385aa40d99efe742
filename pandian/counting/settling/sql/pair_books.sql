-- What did the book have there at the instant of each statement?
WITH array_of AS (
    SELECT array_agg(pair ORDER BY pair) AS pair, array_agg(holding ORDER BY pair) AS holding,
           array_agg(at ORDER BY pair) AS at FROM counting_pair
), told AS MATERIALIZED (
    SELECT a.pair[b.n] AS pair, b.book FROM array_of a, ledger_book(%(site)s, a.holding, a.at) AS b
)
UPDATE counting_pair p SET book = t.book FROM told t WHERE t.pair = p.pair

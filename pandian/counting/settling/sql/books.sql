-- The book of every statement at its own instant, from the ledger as it stands now.
WITH pair AS (
    SELECT array_agg(stated ORDER BY stated) AS stated,
           array_agg(holding ORDER BY stated) AS holding, array_agg(at ORDER BY stated) AS at
      FROM counting_stated WHERE holding <> 0
), told AS MATERIALIZED (
    SELECT p.stated[b.n] AS stated, b.book
      FROM pair p, ledger_book(%(site)s, p.holding, p.at) AS b
)
UPDATE counting_stated s SET book = t.book, stated_at = s.at FROM told t WHERE t.stated = s.stated

-- The book of every statement at its own instant, from the ledger as it stands now.
WITH pair AS (
    SELECT array_agg(stated ORDER BY stated) AS stated,
           array_agg(holding ORDER BY stated) AS holding, array_agg(at ORDER BY stated) AS at
      FROM counting_stated WHERE holding <> 0
)
UPDATE counting_stated s SET book = b.book, stated_at = s.at
  FROM pair p, ledger_book(%(site)s, p.holding, p.at) AS b
 WHERE s.stated = p.stated[b.n]

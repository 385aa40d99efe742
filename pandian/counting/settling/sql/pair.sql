-- Which holdings may each statement mean, and what did the book have there at its instant?
-- `mine`: no finer statement of the same person and round speaks of that holding.
WITH candidate AS MATERIALIZED (
    SELECT s.said, h.id AS holding, s.at,
           s.detail = 4 OR NOT EXISTS (
               SELECT 1 FROM counting_said f
                WHERE f.person = s.person AND f.round = s.round AND f.place = s.place
                  AND f.item = s.item AND f.detail > s.detail
                  AND (f.lot IS NULL OR f.lot = h.lot)
                  AND (f.serial IS NULL OR f.serial = h.serial)
                  AND (f.status IS NULL OR f.status = h.status)
                  AND (f.owner IS NULL OR f.owner = h.owner)) AS mine
      FROM counting_said s
      JOIN ledger_holding h
        ON h.site = %(site)s AND h.place = s.place AND h.item = s.item
       AND (s.lot IS NULL OR h.lot = s.lot) AND (s.serial IS NULL OR h.serial = s.serial)
       AND (s.status IS NULL OR h.status = s.status) AND (s.owner IS NULL OR h.owner = s.owner)
     WHERE %(lots)s::bigint[] IS NULL OR h.lot = ANY (%(lots)s::bigint[])
), array_of AS (
    SELECT array_agg(said ORDER BY said, holding) AS said,
           array_agg(holding ORDER BY said, holding) AS holding,
           array_agg(at ORDER BY said, holding) AS at,
           array_agg(mine ORDER BY said, holding) AS mine
      FROM candidate
)
INSERT INTO counting_pair (said, holding, mine, book)
SELECT a.said[b.n], b.holding, a.mine[b.n], b.book
  FROM array_of a, ledger_book(%(site)s, a.holding, a.at) AS b

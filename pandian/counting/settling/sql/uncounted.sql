-- What the book has in the plan's scope and nobody has looked at yet.  None is not zero.
WITH reach AS MATERIALIZED (
    SELECT h.id AS holding, h.place, h.item, h.lot, h.serial, h.status, h.owner
      FROM counting_plan_place p
      JOIN ledger_holding h ON h.site = p.site AND h.place = p.place
     WHERE p.site = %(site)s AND p.plan = %(plan)s
       AND (%(items)s::bigint[] IS NULL OR h.item = ANY (%(items)s::bigint[]))
       AND (%(lots)s::bigint[] IS NULL OR h.lot = ANY (%(lots)s::bigint[]))
       AND NOT EXISTS (SELECT 1 FROM counting_draft d WHERE d.holding = h.id)
       AND NOT EXISTS (SELECT 1 FROM counting_draft d
                        WHERE d.holding = 0 AND d.place = h.place AND d.item = h.item
                          AND d.lot IN (-1, h.lot))
       AND NOT EXISTS (SELECT 1 FROM counting_line l
                        WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.holding = h.id
                          AND (l.posting IS NOT NULL OR l.doubted OR l.verdict = 'rejected'))
), array_of AS (
    SELECT array_agg(holding ORDER BY holding) AS holding,
           array_agg(%(now)s::timestamptz) AS at FROM reach
)
INSERT INTO counting_draft (holding, place, item, lot, serial, status, owner, ms, book, verdict,
       ready, round, crowd, equal, people, ids, rounds, notes)
SELECT r.holding, r.place, r.item, r.lot, r.serial, r.status, r.owner, 0, b.book, 'uncounted',
       false, 0, 0, false, '{}', '{}', '[]', '[]'
  FROM array_of a, ledger_book(%(site)s, a.holding, a.at) AS b
  JOIN reach r ON r.holding = b.holding
 WHERE b.book <> 0

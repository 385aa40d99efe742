-- Where goods of some postings are no more, or are claimed by other documents: they cannot go back.
-- What these postings themselves moved on is not missed.
-- Step by step and by keys: a join of it all trusted statistics that were wrong, and never ended.
WITH head AS MATERIALIZED (
    SELECT q.site, q.id, q.recorded_at FROM ledger_posting q
     WHERE q.site = %(site)s AND q.id = ANY (%(postings)s::uuid[])
), moved AS MATERIALIZED (
    SELECT e.holding AS target, sum(e.quantity)::bigint AS needed
      FROM head q
      JOIN ledger_move m ON m.site = q.site AND m.recorded_at = q.recorded_at
       AND m.posting = q.id
     CROSS JOIN LATERAL (VALUES (m.target, m.quantity), (m.source, -m.quantity))
           AS e (holding, quantity)
     GROUP BY e.holding HAVING sum(e.quantity) > 0
), judged AS MATERIALIZED (
    SELECT n.target, n.needed, ((
        SELECT b.on_hand FROM ledger_balance b
         WHERE b.site = %(site)s AND b.holding = n.target) - coalesce((
        SELECT sum(c.quantity) FROM lifecycle_claim c
         WHERE c.site = %(site)s AND c.holding = n.target
           AND c.document <> %(document)s), 0))::bigint AS left
      FROM moved n
)
SELECT p.code AS place, i.code AS item, j.needed, j.left
  FROM judged j
  JOIN ledger_holding h ON h.site = %(site)s AND h.id = j.target
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
 WHERE j.left < j.needed
 ORDER BY p.code, i.code

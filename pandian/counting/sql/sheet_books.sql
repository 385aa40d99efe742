-- What an open count shows: the book of every holding in the task's places now.
WITH reach AS MATERIALIZED (
    SELECT h.id, h.place, h.item, h.lot, h.serial FROM counting_task_place tp
      JOIN counting_plan p ON p.site = tp.site AND p.id = %(plan)s
      JOIN ledger_holding h ON h.site = tp.site AND h.place = tp.place
     WHERE tp.site = %(site)s AND tp.task = %(task)s
       AND (p.items IS NULL OR h.item = ANY (p.items))
       AND (p.lots IS NULL OR h.lot = ANY (p.lots))
), array_of AS (
    SELECT array_agg(id ORDER BY id) AS holding, array_agg(%(now)s::timestamptz) AS at FROM reach
)
SELECT c.code AS place, i.code AS item, i.name AS item_name, coalesce(t.code, '') AS lot,
       coalesce(n.code, '') AS serial, i.unit, sum(b.book)::bigint AS book
  FROM array_of a, ledger_book(%(site)s, a.holding, a.at) AS b
  JOIN reach r ON r.id = b.holding
  JOIN catalog_place_view c ON c.site = %(site)s AND c.id = r.place
  JOIN catalog_item_view i ON i.id = r.item
  LEFT JOIN catalog_lot_view t ON t.id = r.lot
  LEFT JOIN catalog_serial_view n ON n.id = r.serial
 WHERE b.book <> 0
 GROUP BY c.sequence, c.code, i.code, i.name, t.code, n.code, i.unit
 ORDER BY c.sequence, c.code, i.code, t.code, n.code

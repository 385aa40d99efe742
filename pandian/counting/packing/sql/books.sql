-- What open (not blind) first counts show: the book of every holding in their places now.
WITH reach AS MATERIALIZED (
    SELECT tp.task, h.id, h.place, h.item, h.lot, h.serial FROM counting_task t
      JOIN counting_plan p ON p.site = t.site AND p.id = t.plan AND NOT p.blind
      JOIN counting_task_place tp ON tp.site = t.site AND tp.task = t.id
      JOIN ledger_holding h ON h.site = tp.site AND h.place = tp.place
     WHERE t.site = %(site)s AND t.id = ANY (%(tasks)s::uuid[]) AND t.kind = 'count'
       AND (p.items IS NULL OR h.item = ANY (p.items))
       AND (p.lots IS NULL OR h.lot = ANY (p.lots))
), array_of AS (
    SELECT array_agg(id ORDER BY id) AS holding, array_agg(%(now)s::timestamptz) AS at
      FROM (SELECT DISTINCT id FROM reach) AS distinct_holding
)
SELECT r.task, c.code AS place, i.code AS item, i.name, t.code AS lot, n.code AS serial, i.unit,
       sum(b.book)::bigint AS book
  FROM array_of a, ledger_book(%(site)s, a.holding, a.at) AS b
  JOIN reach r ON r.id = b.holding
  JOIN catalog_place_view c ON c.site = %(site)s AND c.id = r.place
  JOIN catalog_item_view i ON i.id = r.item
  LEFT JOIN catalog_lot_view t ON t.id = r.lot
  LEFT JOIN catalog_serial_view n ON n.id = r.serial
 WHERE b.book <> 0
 GROUP BY r.task, c.sequence, c.code, i.code, i.name, t.code, n.code, i.unit
 ORDER BY r.task, c.sequence, c.code, i.code, t.code, n.code

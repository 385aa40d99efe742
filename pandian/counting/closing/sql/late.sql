-- Moves of a closed period that its report does not hold: sealed after it or not yet, up to a seal.
-- `reason`: why somebody let one in by hand.
WITH late AS MATERIALIZED (
    SELECT m.* FROM counting_late_moves(
           %(site)s, %(since)s, %(ends_at)s, %(seal)s, %(upto)s::bigint) AS m
), worth AS (
    SELECT m.*, i.code AS item, coalesce(t.code, n.code, '') AS lot, a.code AS source_code,
           b.code AS target_code, (m.quantity * coalesce(i.cost, 0))::bigint AS value,
           CASE WHEN s.physical AND g.physical THEN 'within'
                WHEN g.physical THEN 'in' ELSE 'out' END AS way
      FROM late m
      JOIN ledger_holding s ON s.site = %(site)s AND s.id = m.source
      JOIN ledger_holding g ON g.site = %(site)s AND g.id = m.target
      JOIN catalog_place_view a ON a.id = s.place
      JOIN catalog_place_view b ON b.id = g.place
      JOIN catalog_item_view i ON i.id = g.item
      LEFT JOIN catalog_lot_view t ON t.id = g.lot
      LEFT JOIN catalog_serial_view n ON n.id = g.serial
)
SELECT w.posting, w.line, q.kind, coalesce(q.cause->>'document', '') AS document,
       coalesce(q.cause->>'late', '') AS reason, w.item, w.lot,
       w.source_code AS source, w.target_code AS target, w.way, w.quantity, w.value,
       w.effective_at, w.recorded_at, q.actor, count(*) OVER () AS total,
       coalesce(sum(w.value) FILTER (WHERE w.way = 'in') OVER (), 0)::bigint AS plus_all,
       coalesce(-sum(w.value) FILTER (WHERE w.way = 'out') OVER (), 0)::bigint AS minus_all
  FROM worth w
  JOIN ledger_posting q ON q.site = %(site)s AND q.id = w.posting
 ORDER BY w.recorded_at, w.posting, w.line
 LIMIT %(limit)s

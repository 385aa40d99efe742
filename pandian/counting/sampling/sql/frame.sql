-- The book at an instant, line by line: what can be drawn, and what is counted whole.  From the
-- balance of now, back over every move since.
WITH leg AS MATERIALIZED (
    SELECT m.target AS holding, m.quantity FROM ledger_move m
     WHERE m.site = %(site)s AND m.effective_at > %(at)s AND m.recorded_at > %(at)s
    UNION ALL
    SELECT m.source, -m.quantity FROM ledger_move m
     WHERE m.site = %(site)s AND m.effective_at > %(at)s AND m.recorded_at > %(at)s
), since AS MATERIALIZED (
    SELECT l.holding, sum(l.quantity)::bigint AS quantity FROM leg l GROUP BY l.holding
), book AS MATERIALIZED (
    SELECT b.holding, b.on_hand - coalesce(s.quantity, 0)
           - CASE WHEN b.short_at <= %(at)s THEN b.short ELSE 0 END AS book
      FROM ledger_balance b
      LEFT JOIN since s ON s.holding = b.holding
     WHERE b.site = %(site)s
)
SELECT h.id AS holding, h.place, h.item, k.book, coalesce(i.cost, 0) AS cost,
       coalesce(h.serial, 0) <> 0 AS serial,
       h.item = ANY (%(items)s::bigint[]) OR coalesce(t.expires_on <= %(until)s::date, false)
           AS whole
  FROM book k
  JOIN ledger_holding h ON h.site = %(site)s AND h.id = k.holding
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place AND p.physical
       AND p.kind <> 'in_transit'  -- nobody can walk to goods on the road
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot
 WHERE k.book > 0
 ORDER BY h.id

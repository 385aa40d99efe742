-- What left each item's stock for use, by months of 30 days back from `now`, and its worth:
-- issues to customers, to use and to production.  Statistics, so floating point.
WITH ends AS MATERIALIZED (
    SELECT h.id, h.item FROM ledger_holding h
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
       AND p.kind IN ('customer', 'used', 'production')
     WHERE h.site = %(site)s
), used AS MATERIALIZED (
    SELECT e.item, floor(extract(epoch FROM %(now)s::timestamptz - m.effective_at)
                         / 2592000)::int AS month, sum(m.quantity)::float8 AS quantity
      FROM ledger_move m JOIN ends e ON e.id = m.target
     WHERE m.site = %(site)s AND m.recorded_at >= %(since)s
     GROUP BY 1, 2
)
SELECT u.item, u.month, u.quantity, u.quantity * coalesce(i.cost, 0) AS value
  FROM used u JOIN catalog_item_view i ON i.id = u.item
 WHERE u.month BETWEEN 0 AND 11
 ORDER BY u.item, u.month

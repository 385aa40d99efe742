-- Write the proposed bin on each line: where the same item and lot lie, else the next empty bin in
-- walking order, one for each item and lot; a paused bin is not proposed.
-- Twin: putaway/rules.py propose_bins.
WITH bins AS MATERIALIZED (
    SELECT p.id, p.code, p.sequence FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.kind IN ('bin', 'piece_bin') AND p.active
       AND p.id NOT IN (SELECT z.place FROM lifecycle_paused(%(site)s) AS z)
), held AS MATERIALIZED (
    SELECT b.id, b.code, b.sequence, i.code AS item, coalesce(t.code, '') AS lot
      FROM bins b
      JOIN ledger_holding h ON h.site = %(site)s AND h.place = b.id
      JOIN ledger_balance n ON n.site = h.site AND n.holding = h.id AND n.on_hand <> 0
      JOIN catalog_item_view i ON i.id = h.item
      LEFT JOIN catalog_lot_view t ON t.id = h.lot
), nearest AS (
    SELECT DISTINCT ON (h.item, h.lot) h.item, h.lot, h.code
      FROM held h ORDER BY h.item, h.lot, h.sequence, h.code COLLATE "C"
), wanted AS (
    SELECT l.item, l.lot, min(l.line) AS first, min(n.code) AS same
      FROM lifecycle_line l
      LEFT JOIN nearest n ON n.item = l.item AND n.lot = l.lot
     WHERE l.site = %(site)s AND l.document = %(document)s
     GROUP BY l.item, l.lot
), empty AS (
    SELECT b.code, row_number() OVER (ORDER BY b.sequence, b.code COLLATE "C") AS n FROM bins b
     WHERE NOT EXISTS (SELECT FROM held h WHERE h.id = b.id)
), lacking AS (
    SELECT w.item, w.lot, row_number() OVER (ORDER BY w.first) AS n
      FROM wanted w WHERE w.same IS NULL
)
UPDATE lifecycle_line l
   SET target = coalesce(w.same, e.code, '')
  FROM wanted w
  LEFT JOIN lacking k ON k.item = w.item AND k.lot = w.lot
  LEFT JOIN empty e ON e.n = k.n
 WHERE l.site = %(site)s AND l.document = %(document)s AND l.item = w.item AND l.lot = w.lot

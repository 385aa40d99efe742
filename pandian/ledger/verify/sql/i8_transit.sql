-- I8 in transit 在途: over both sites of a transfer, never more received than shipped.  Both ends
-- are read, also when only one of the sites is checked.
WITH known AS (
    SELECT DISTINCT transfer FROM ledger_posting
     WHERE transfer IS NOT NULL AND site = ANY (%(sites)s::integer[])
), leg AS (
    SELECT p.transfer, h.item, h.lot, h.serial, -m.quantity AS quantity
      FROM ledger_posting p
      JOIN ledger_move m ON m.site = p.site AND m.recorded_at = p.recorded_at AND m.posting = p.id
      JOIN ledger_holding h ON h.site = m.site AND h.id = m.source
      JOIN catalog_place_view c ON c.site = h.site AND c.id = h.place AND c.kind = 'in_transit'
     WHERE p.transfer IN (SELECT transfer FROM known)
    UNION ALL
    SELECT p.transfer, h.item, h.lot, h.serial, m.quantity
      FROM ledger_posting p
      JOIN ledger_move m ON m.site = p.site AND m.recorded_at = p.recorded_at AND m.posting = p.id
      JOIN ledger_holding h ON h.site = m.site AND h.id = m.target
      JOIN catalog_place_view c ON c.site = h.site AND c.id = h.place AND c.kind = 'in_transit'
     WHERE p.transfer IN (SELECT transfer FROM known)
), net AS (
    SELECT transfer, item, lot, serial, sum(quantity) AS open FROM leg GROUP BY 1, 2, 3, 4
)
SELECT count(*) AS checked,
       (array_agg(jsonb_build_object(
           'row', 'transfer ' || transfer || ' item ' || item || ': received ' || -open
                  || ' above shipped',
           'item', item))
        FILTER (WHERE open < 0))[1:50] AS broken
  FROM net

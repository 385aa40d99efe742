-- Every move of one lot or serial over the sites of the scope, oldest first.
WITH holding AS MATERIALIZED (
    SELECT h.site, h.id FROM ledger_holding h
     WHERE h.site = ANY (%(sites)s::integer[]) AND h.item = %(item)s
       AND (%(lot)s::bigint IS NULL OR h.lot = %(lot)s)
       AND (%(serial)s::bigint IS NULL OR h.serial = %(serial)s)
), move AS (
    SELECT m.* FROM holding h JOIN ledger_move m ON m.site = h.site AND m.source = h.id
    UNION
    SELECT m.* FROM holding h JOIN ledger_move m ON m.site = h.site AND m.target = h.id
)
SELECT t.code AS site, m.posting, p.kind, p.cause, p.actor, p.device, m.effective_at,
       m.recorded_at, sp.code AS source, tp.code AS target, i.code AS item,
       coalesce(l.code, '') AS lot, coalesce(s.code, '') AS serial, th.status, m.quantity,
       p.transfer, item.posting IS NOT NULL AS sealed
  FROM move m
  JOIN ledger_posting p ON p.site = m.site AND p.id = m.posting
  JOIN governance_site_view t ON t.id = m.site
  JOIN ledger_holding sh ON sh.site = m.site AND sh.id = m.source
  JOIN ledger_holding th ON th.site = m.site AND th.id = m.target
  JOIN catalog_place_view sp ON sp.site = m.site AND sp.id = sh.place
  JOIN catalog_place_view tp ON tp.site = m.site AND tp.id = th.place
  JOIN catalog_item_view i ON i.id = th.item
  LEFT JOIN catalog_lot_view l ON l.id = th.lot
  LEFT JOIN catalog_serial_view s ON s.id = th.serial
  LEFT JOIN ledger_seal_item item ON item.site = m.site AND item.posting = m.posting
 ORDER BY m.effective_at, m.recorded_at, m.posting, m.line
 LIMIT %(limit)s

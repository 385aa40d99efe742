-- Both ends of posted moves by codes.
SELECT g.posting, g.line, i.code AS item, coalesce(t.code, '') AS lot,
       coalesce(n.code, '') AS serial, coalesce(w.code, '') AS owner, sp.code AS source,
       tp.code AS target, s.status, d.status AS target_status, m.quantity, m.effective_at,
       p.lines, p.cause ? 'id' AS documented
  FROM unnest(%(postings)s::uuid[], %(lines)s::integer[]) AS g (posting, line)
  CROSS JOIN LATERAL (
       SELECT q.recorded_at, q.lines, q.cause FROM ledger_posting q
        WHERE q.site = %(site)s AND q.id = g.posting OFFSET 0) AS p
  CROSS JOIN LATERAL (
       SELECT x.source, x.target, x.quantity, x.effective_at FROM ledger_move x
        WHERE x.site = %(site)s AND x.recorded_at = p.recorded_at AND x.posting = g.posting
          AND x.line = g.line OFFSET 0) AS m
  JOIN ledger_holding s ON s.site = %(site)s AND s.id = m.source
  JOIN ledger_holding d ON d.site = %(site)s AND d.id = m.target
  JOIN catalog_place_view sp ON sp.site = s.site AND sp.id = s.place
  JOIN catalog_place_view tp ON tp.site = d.site AND tp.id = d.place
  JOIN catalog_item_view i ON i.id = s.item
  LEFT JOIN catalog_lot_view t ON t.id = s.lot
  LEFT JOIN catalog_serial_view n ON n.id = s.serial
  LEFT JOIN catalog_party_view w ON w.id = s.owner

-- Both ends of posted moves by codes; each row is looked up by its key.
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
  CROSS JOIN LATERAL (SELECT h.place, h.item, h.lot, h.serial, h.owner, h.status
                        FROM ledger_holding h
                       WHERE h.site = %(site)s AND h.id = m.source OFFSET 0) AS s
  CROSS JOIN LATERAL (SELECT h.place, h.status FROM ledger_holding h
                       WHERE h.site = %(site)s AND h.id = m.target OFFSET 0) AS d
  CROSS JOIN LATERAL (SELECT c.code FROM catalog_place_view c
                       WHERE c.site = %(site)s AND c.id = s.place OFFSET 0) AS sp
  CROSS JOIN LATERAL (SELECT c.code FROM catalog_place_view c
                       WHERE c.site = %(site)s AND c.id = d.place OFFSET 0) AS tp
  CROSS JOIN LATERAL (SELECT c.code FROM catalog_item_view c WHERE c.id = s.item OFFSET 0) AS i
  LEFT JOIN LATERAL (SELECT c.code FROM catalog_lot_view c
                      WHERE c.id = s.lot OFFSET 0) AS t ON true
  LEFT JOIN LATERAL (SELECT c.code FROM catalog_serial_view c
                      WHERE c.id = s.serial OFFSET 0) AS n ON true
  LEFT JOIN LATERAL (SELECT c.code FROM catalog_party_view c
                      WHERE c.id = s.owner OFFSET 0) AS w ON true

-- Where all units of recalled goods are, over some sites: flows from the moves at the ends of the
-- world (a reversal takes away what it reverses), stock from the balances, replies from the recall.
WITH key AS MATERIALIZED (
    SELECT k.line, k.item, k.lot, k.serial
      FROM unnest(%(lines)s::integer[], %(items)s::bigint[], %(lots)s::bigint[],
                  %(serials)s::bigint[]) AS k (line, item, lot, serial)
), holding AS MATERIALIZED (
    SELECT k.line, h.site, h.id, h.status, p.kind, p.physical FROM key k
     CROSS JOIN unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN LATERAL (
           SELECT x.* FROM ledger_holding x
            WHERE x.site = site.id AND x.item = k.item AND (k.lot = 0 OR x.lot = k.lot)
              AND (k.serial = 0 OR x.serial = k.serial) OFFSET 0) AS h
     CROSS JOIN LATERAL (SELECT x.kind, x.physical FROM catalog_place_view x
            WHERE x.id = h.place OFFSET 0) AS p
), flow AS MATERIALIZED (
    SELECT h.line, h.kind,
           sum(CASE WHEN m.into AND p.reverses IS NULL THEN m.quantity
                    WHEN NOT m.into AND p.reverses IS NOT NULL THEN -m.quantity ELSE 0 END) AS to,
           sum(CASE WHEN NOT m.into AND p.reverses IS NULL THEN m.quantity
                    WHEN m.into AND p.reverses IS NOT NULL THEN -m.quantity ELSE 0 END) AS out
      FROM holding h
     CROSS JOIN LATERAL (
           SELECT x.posting, x.quantity, true AS into FROM ledger_move x
            WHERE x.site = h.site AND x.target = h.id
           UNION ALL
           SELECT x.posting, x.quantity, false FROM ledger_move x
            WHERE x.site = h.site AND x.source = h.id OFFSET 0) AS m
     CROSS JOIN LATERAL (SELECT x.reverses FROM ledger_posting x
            WHERE x.site = h.site AND x.id = m.posting OFFSET 0) AS p
     WHERE NOT h.physical
     GROUP BY h.line, h.kind
), stands AS MATERIALIZED (
    SELECT h.line,
           sum(b.on_hand) FILTER (WHERE h.kind <> 'in_transit' AND h.status = 'recalled')
               AS recalled,
           sum(b.on_hand) FILTER (WHERE h.kind <> 'in_transit' AND h.status <> 'recalled')
               AS other,
           sum(b.on_hand) FILTER (WHERE h.kind = 'in_transit') AS in_transit
      FROM holding h
     CROSS JOIN LATERAL (SELECT x.on_hand FROM ledger_balance x
            WHERE x.site = h.site AND x.holding = h.id OFFSET 0) AS b
     WHERE h.physical
     GROUP BY h.line
), reply AS MATERIALIZED (
    SELECT a.line, sum(a.quantity) FILTER (WHERE a.measure = 'used_there') AS used,
           sum(a.quantity) FILTER (WHERE a.measure = 'destroyed_there') AS destroyed,
           sum(a.quantity) FILTER (WHERE a.measure = 'missing_there') AS missing,
           sum(a.quantity) FILTER (WHERE a.measure = 'still_there') AS still
      FROM lifecycle_amount a
     WHERE a.site = %(site)s AND a.document = %(recall)s
     GROUP BY a.line
), said AS (
    SELECT k.line,
           coalesce(sum(f.out) FILTER (WHERE f.kind = 'supplier'), 0)::bigint AS received,
           coalesce(sum(f.out) FILTER (WHERE f.kind = 'production'), 0)::bigint AS produced,
           coalesce(sum(f.out - f.to) FILTER (WHERE f.kind = 'opening'), 0)::bigint AS opened,
           coalesce(sum(f.to) FILTER (WHERE f.kind = 'customer'), 0)::bigint AS issued,
           coalesce(sum(f.out) FILTER (WHERE f.kind = 'customer'), 0)::bigint AS returned,
           coalesce(sum(f.to) FILTER (WHERE f.kind = 'supplier'), 0)::bigint AS to_supplier,
           coalesce(sum(f.to - f.out) FILTER (WHERE f.kind = 'destroyed'), 0)::bigint AS destroyed,
           (coalesce(sum(f.to) FILTER (WHERE f.kind = 'production'), 0)
            + coalesce(sum(f.to - f.out) FILTER (WHERE f.kind = 'used'), 0))::bigint AS consumed,
           coalesce(sum(f.to - f.out) FILTER (WHERE f.kind = 'gain_loss'), 0)::bigint AS net_loss
      FROM key k LEFT JOIN flow f ON f.line = k.line
     GROUP BY k.line
)
SELECT s.*, coalesce(t.recalled, 0)::bigint AS on_hand_recalled,
       coalesce(t.other, 0)::bigint AS on_hand_other,
       coalesce(t.in_transit, 0)::bigint AS in_transit, coalesce(r.used, 0)::bigint AS used,
       coalesce(r.destroyed, 0)::bigint AS destroyed_there,
       coalesce(r.missing, 0)::bigint AS missing, coalesce(r.still, 0)::bigint AS still_there
  FROM said s
  LEFT JOIN stands t ON t.line = s.line
  LEFT JOIN reply r ON r.line = s.line
 ORDER BY s.line

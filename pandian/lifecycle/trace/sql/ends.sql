-- What came from and went to each kind of place outside the stock, for some goods: with what stands
-- in stock this closes the equation of a life.  A reversal takes away from what it reverses.
WITH key AS MATERIALIZED (
    SELECT site.id AS site, k.item, k.lot, k.serial
      FROM unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
), holding AS MATERIALIZED (
    SELECT k.item, k.lot, k.serial, h.site, h.id, h.kind FROM key k
     CROSS JOIN LATERAL (
           SELECT x.site, x.id, p.kind FROM ledger_holding x
             JOIN catalog_place_view p ON p.id = x.place
            WHERE x.site = k.site AND x.item = k.item AND (k.lot = 0 OR x.lot = k.lot)
              AND (k.serial = 0 OR x.serial = k.serial) AND NOT x.physical OFFSET 0) AS h
), move AS MATERIALIZED (
    SELECT h.item, h.lot, h.serial, h.kind, m.quantity, m.went, p.reverses IS NOT NULL AS undoes
      FROM holding h
     CROSS JOIN LATERAL (
           SELECT x.posting, x.quantity, false AS went FROM ledger_move x
            WHERE x.site = h.site AND x.source = h.id
           UNION ALL
           SELECT x.posting, x.quantity, true FROM ledger_move x
            WHERE x.site = h.site AND x.target = h.id OFFSET 0) AS m
     CROSS JOIN LATERAL (
           SELECT x.reverses FROM ledger_posting x
            WHERE x.site = h.site AND x.id = m.posting OFFSET 0) AS p
)
SELECT item, lot, serial, kind,
       coalesce(sum(CASE WHEN undoes THEN -quantity ELSE quantity END)
                FILTER (WHERE went = undoes), 0)::bigint AS came,
       coalesce(sum(CASE WHEN undoes THEN -quantity ELSE quantity END)
                FILTER (WHERE went <> undoes), 0)::bigint AS went
  FROM move
 GROUP BY item, lot, serial, kind
 ORDER BY item, lot, serial, kind

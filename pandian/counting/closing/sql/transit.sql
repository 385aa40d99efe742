-- What was on the road between this site and each other one at the end.  What one site sent and
-- what the other took up are two sides of the same goods, so both books are netted; of this site
-- moves that the seal does not hold are laid off.  With the last posting that put it on its way.
WITH way AS MATERIALIZED (
    SELECT p.site, p.id, p.code AS said FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.kind = 'in_transit'
    UNION ALL
    SELECT q.site, q.id, p.code
      FROM governance_site_view s
      JOIN catalog_place_view p ON p.site = s.id AND p.kind = 'in_transit'
      JOIN governance_site_view o ON p.code = 'TRANSIT-' || o.code
      JOIN catalog_place_view q ON q.site = o.id AND q.code = 'TRANSIT-' || s.code
                               AND q.kind = 'in_transit'
     WHERE s.id = %(site)s
), later AS MATERIALIZED (
    SELECT m.source, m.target, m.quantity
      FROM counting_late_moves(%(site)s, %(since)s, %(ends_at)s, %(seal)s, NULL) AS m
), book AS MATERIALIZED (
    SELECT w.site, a.holding, a.quantity
      FROM (SELECT DISTINCT site FROM way) AS w
     CROSS JOIN LATERAL ledger_as_of(w.site, %(ends_at)s::timestamptz - interval '1 us') AS a
     WHERE a.quantity <> 0
    UNION ALL
    SELECT %(site)s, m.source, m.quantity FROM later m
    UNION ALL
    SELECT %(site)s, m.target, -m.quantity FROM later m
), moving AS (
    SELECT w.said, h.item, h.lot, h.serial, h.owner, sum(b.quantity)::bigint AS quantity,
           array_agg(DISTINCT b.site) AS sites, array_agg(DISTINCT b.holding) AS holdings
      FROM book b
      JOIN ledger_holding h ON h.site = b.site AND h.id = b.holding
      JOIN way w ON w.site = h.site AND w.id = h.place
     GROUP BY w.said, h.item, h.lot, h.serial, h.owner
    HAVING sum(b.quantity) <> 0
)
SELECT b.said AS place, i.code AS item, coalesce(t.code, s.code, '') AS lot, b.quantity,
       (b.quantity * coalesce(i.cost, 0))::bigint AS value, m.posting,
       coalesce(q.cause->>'document', '') AS document, m.effective_at AS since,
       count(*) OVER () AS total,
       coalesce(sum(b.quantity * coalesce(i.cost, 0)) FILTER (WHERE b.quantity > 0) OVER (),
                0)::bigint AS plus_all,
       coalesce(sum(b.quantity * coalesce(i.cost, 0)) FILTER (WHERE b.quantity < 0) OVER (),
                0)::bigint AS minus_all
  FROM moving b
  JOIN catalog_item_view i ON i.id = b.item
  LEFT JOIN catalog_lot_view t ON t.id = b.lot
  LEFT JOIN catalog_serial_view s ON s.id = b.serial
  LEFT JOIN LATERAL (
       SELECT m.site, m.posting, m.effective_at
         FROM unnest(b.sites) AS k (site)
        CROSS JOIN unnest(b.holdings) AS h (holding)
        CROSS JOIN LATERAL (
              SELECT x.site, x.posting, x.effective_at FROM ledger_move x
               WHERE x.site = k.site AND x.target = h.holding AND x.effective_at < %(ends_at)s
               ORDER BY x.effective_at DESC LIMIT 1) AS m
        ORDER BY m.effective_at DESC LIMIT 1) AS m ON true
  LEFT JOIN ledger_posting q ON q.site = m.site AND q.id = m.posting
 ORDER BY m.effective_at NULLS FIRST, b.said, i.code, b.lot, b.serial, b.owner
 LIMIT %(limit)s

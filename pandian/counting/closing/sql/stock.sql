-- The book at the end by item and owner, as the seal has it: moves that it does not hold are laid
-- off.  Goods on the road stand in a list of their own: each site has one side of them.
WITH later AS MATERIALIZED (
    SELECT m.source, m.target, m.quantity
      FROM counting_late_moves(%(site)s, %(since)s, %(ends_at)s, %(seal)s, NULL) AS m
), book AS MATERIALIZED (
    SELECT a.holding, a.quantity
      FROM ledger_as_of(%(site)s, %(ends_at)s::timestamptz - interval '1 us') AS a
    UNION ALL
    SELECT m.source, m.quantity FROM later m
    UNION ALL
    SELECT m.target, -m.quantity FROM later m
), held AS (
    SELECT b.holding, sum(b.quantity)::bigint AS quantity
      FROM book b GROUP BY b.holding HAVING sum(b.quantity) <> 0
), grouped AS (
    SELECT h.item, h.owner, sum(k.quantity)::bigint AS quantity, count(*) AS holdings
      FROM held k
      JOIN ledger_holding h ON h.site = %(site)s AND h.id = k.holding AND h.physical
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place AND p.kind <> 'in_transit'
     GROUP BY h.item, h.owner
)
SELECT i.code AS item, i.name AS item_name, i.unit, coalesce(o.code, '') AS owner, g.holdings,
       g.quantity, (g.quantity * coalesce(i.cost, 0))::bigint AS value, count(*) OVER () AS total,
       coalesce(sum(g.quantity * coalesce(i.cost, 0)) FILTER (WHERE g.quantity > 0) OVER (),
                0)::bigint AS plus_all,
       coalesce(sum(g.quantity * coalesce(i.cost, 0)) FILTER (WHERE g.quantity < 0) OVER (),
                0)::bigint AS minus_all
  FROM grouped g
  JOIN catalog_item_view i ON i.id = g.item
  LEFT JOIN catalog_party_view o ON o.id = g.owner
 ORDER BY i.code, o.code NULLS FIRST
 LIMIT %(limit)s

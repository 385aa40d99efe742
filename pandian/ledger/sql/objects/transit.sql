-- Goods on the road 在途.  Each site books its own end of a road: the sender ships into its place
-- `TRANSIT-<other site>`, the receiver takes out of its own.  The two ends together are what is on
-- the road; neither of them alone says anything, so nobody reads them but through these functions.

-- The roads that touch some sites, each once: the lower site first, 0 where an end has no place.
CREATE FUNCTION ledger_roads(p_sites integer[])
RETURNS TABLE (a integer, a_place bigint, b integer, b_place bigint)
LANGUAGE sql STABLE ROWS 10
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
    WITH pair AS MATERIALIZED (
        SELECT s.id AS a, s.code AS a_code, o.id AS b, o.code AS b_code
          FROM governance_site_view s JOIN governance_site_view o ON o.id > s.id
         WHERE s.id = ANY (p_sites) OR o.id = ANY (p_sites)
    )
    SELECT n.a, coalesce(x.id, 0), n.b, coalesce(y.id, 0)
      FROM pair n
      LEFT JOIN LATERAL (
           SELECT p.id FROM catalog_place_view p
            WHERE p.site = n.a AND p.code = 'TRANSIT-' || n.b_code AND p.kind = 'in_transit'
           OFFSET 0) AS x ON true
      LEFT JOIN LATERAL (
           SELECT p.id FROM catalog_place_view p
            WHERE p.site = n.b AND p.code = 'TRANSIT-' || n.a_code AND p.kind = 'in_transit'
           OFFSET 0) AS y ON true
     WHERE x.id IS NOT NULL OR y.id IS NOT NULL
$$;

-- What both ends of the roads of some sites held at an instant (NULL = now), by holding.
CREATE FUNCTION ledger_road_ends(p_sites integer[], p_item bigint, p_at timestamptz)
RETURNS TABLE (a integer, b integer, site integer, place bigint, holding bigint, item bigint,
               lot bigint, serial bigint, status text, owner bigint, quantity bigint)
LANGUAGE sql STABLE ROWS 1000
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
    WITH stop AS MATERIALIZED (
        SELECT r.a, r.b, r.a AS site, r.a_place AS place FROM ledger_roads(p_sites) r
         WHERE r.a_place > 0
        UNION ALL
        SELECT r.a, r.b, r.b, r.b_place FROM ledger_roads(p_sites) r WHERE r.b_place > 0
    ), held AS MATERIALIZED (
        SELECT s.a, s.b, s.site, s.place, h.id, h.item, h.lot, h.serial, h.status, h.owner
          FROM stop s
         CROSS JOIN LATERAL (
               SELECT x.* FROM ledger_holding x
                WHERE p_item IS NULL AND x.site = s.site AND x.place = s.place
               UNION ALL
               SELECT x.* FROM ledger_holding x
                WHERE x.site = s.site AND x.place = s.place AND x.item = p_item) AS h
    )
    SELECT h.a, h.b, h.site, h.place, h.id, h.item, h.lot, h.serial, h.status, h.owner, l.on_hand
      FROM held h
     CROSS JOIN LATERAL (SELECT x.on_hand FROM ledger_balance x
            WHERE x.site = h.site AND x.holding = h.id OFFSET 0) AS l
     WHERE p_at IS NULL
    UNION ALL
    -- books come in the order of what was asked: they are laid beside it, not joined to it
    SELECT k.a, k.b, g.site, k.place, k.holding, k.item, k.lot, k.serial, k.status, k.owner,
           k.book
      FROM (SELECT site, array_agg(id ORDER BY id) AS ids, array_agg(a ORDER BY id) AS a,
                   array_agg(b ORDER BY id) AS b, array_agg(place ORDER BY id) AS places,
                   array_agg(item ORDER BY id) AS items, array_agg(lot ORDER BY id) AS lots,
                   array_agg(serial ORDER BY id) AS serials,
                   array_agg(status ORDER BY id) AS statuses,
                   array_agg(owner ORDER BY id) AS owners
              FROM held WHERE p_at IS NOT NULL GROUP BY site) g
     CROSS JOIN LATERAL ROWS FROM (
           ledger_book(g.site, g.ids, array_fill(p_at, ARRAY[cardinality(g.ids)])),
           unnest(g.a, g.b, g.places, g.items, g.lots, g.serials, g.statuses, g.owners))
           AS k (n, holding, at, book, a, b, place, item, lot, serial, status, owner)
$$;

-- What was on the road from or to some sites at an instant (NULL = now), at the site whose book it
-- is in: the sender's until the other site takes it in.  Below zero, and then at the receiver,
-- only where more was taken in than was sent.  `sent - taken` is what is open; `p_each` says both
-- for each shipment that is open, else only what is open.
-- A road goes both ways.  Where both sites ever sent the goods, the open part of each way is told
-- by the shipments (`transfer`); elsewhere the two books tell it, and no history is read.
CREATE FUNCTION ledger_transit(
    p_sites integer[], p_item bigint, p_at timestamptz, p_each boolean
) RETURNS TABLE (site integer, other integer, place bigint, item bigint, lot bigint,
                 serial bigint, status text, owner bigint, sent bigint, taken bigint)
LANGUAGE sql STABLE ROWS 100
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_nestloop = off AS $$
    WITH stop AS MATERIALIZED (
        SELECT e.*, dense_rank() OVER w AS key, sum(e.quantity) OVER whole AS open
          FROM ledger_road_ends(p_sites, p_item, p_at) e
        WINDOW w AS (ORDER BY e.a, e.b, e.item, e.lot, e.serial, e.status, e.owner),
               whole AS (PARTITION BY e.a, e.b, e.item, e.lot, e.serial, e.status, e.owner)
    ), known AS MATERIALIZED (
        SELECT s.*, i.sent AS sends,
               count(*) FILTER (WHERE i.sent) OVER (PARTITION BY s.key) AS ways
          FROM stop s
         CROSS JOIN LATERAL (
               SELECT EXISTS (SELECT 1 FROM ledger_move m
                               WHERE m.site = s.site AND m.target = s.holding) AS sent
               OFFSET 0) AS i
         WHERE s.open <> 0
    ), leg AS MATERIALIZED (
        SELECT k.key, k.site, q.transfer, sum(m.quantity)::bigint AS quantity
          FROM known k
         CROSS JOIN LATERAL (
               SELECT x.posting, x.quantity FROM ledger_move x
                WHERE x.site = k.site AND x.target = k.holding
                  AND x.effective_at <= coalesce(p_at, 'infinity')
               UNION ALL
               SELECT x.posting, -x.quantity FROM ledger_move x
                WHERE x.site = k.site AND x.source = k.holding
                  AND x.effective_at <= coalesce(p_at, 'infinity')) AS m
         CROSS JOIN LATERAL (SELECT x.transfer FROM ledger_posting x
                WHERE x.site = k.site AND x.id = m.posting OFFSET 0) AS q
         WHERE p_each OR k.ways > 1
         GROUP BY k.key, k.site, q.transfer
    ), shipment AS (
        SELECT l.key, (array_agg(l.site ORDER BY l.quantity))[
                   CASE WHEN sum(l.quantity) > 0 THEN count(*) ELSE 1 END] AS site,
               coalesce(sum(l.quantity) FILTER (WHERE l.quantity > 0), 0)::bigint AS sent,
               coalesce(-sum(l.quantity) FILTER (WHERE l.quantity < 0), 0)::bigint AS taken
          FROM leg l GROUP BY l.key, l.transfer HAVING sum(l.quantity) <> 0
    ), told AS (
        SELECT s.key, s.site, s.sent, s.taken FROM shipment s
        UNION ALL
        (SELECT DISTINCT ON (k.key) k.key, k.site, greatest(k.open, 0)::bigint,
                greatest(-k.open, 0)::bigint
           FROM known k
          WHERE NOT p_each AND k.ways <= 1
          ORDER BY k.key, CASE WHEN k.open > 0 THEN k.sends END DESC NULLS LAST, k.quantity)
    ), summed AS (
        SELECT t.key, t.site, sum(t.sent)::bigint AS sent, sum(t.taken)::bigint AS taken,
               sum(sum(t.sent - t.taken)) OVER (PARTITION BY t.key) AS open
          FROM told t GROUP BY t.key, t.site
    ), settled AS (
        -- what no shipment names may stand against its sign: it goes with the rest of its goods
        SELECT s.key, CASE WHEN sign(s.sent - s.taken) = sign(s.open) THEN s.site
                           ELSE max(s.site) FILTER (WHERE sign(s.sent - s.taken) = sign(s.open))
                                OVER (PARTITION BY s.key) END AS site, s.sent, s.taken
          FROM summed s
    ), one AS (
        SELECT s.key, s.site, sum(s.sent)::bigint AS sent, sum(s.taken)::bigint AS taken
          FROM settled s GROUP BY s.key, s.site HAVING sum(s.sent) <> sum(s.taken)
    )
    SELECT o.site, CASE WHEN o.site = k.a THEN k.b ELSE k.a END, k.place, k.item, k.lot, k.serial,
           k.status, k.owner, o.sent, o.taken
      FROM one o JOIN known k ON k.key = o.key AND k.site = o.site
$$;

-- Every holding that has stock, or was emptied lately, as planning sees it: one row of columns in
-- the binary form of bigint arrays, ordered by place and holding.  Instants in seconds (0: never),
-- expiry in days.  `counted` is the last settled count, `proved` the last full proof by somebody
-- who moved nothing there; moves are looked at since `since` only.  The CASE keeps the planner from
-- guessing by statistics that are older than the stock.  A place where nothing of that stands is a
-- row too, its holding the negative place: the book calls it empty.
WITH visited AS MATERIALIZED (
    SELECT v.place, max(v.at) AS at FROM ledger_place_assertion v
     WHERE v.site = %(site)s AND v.items IS NULL
     GROUP BY v.place
), held AS MATERIALIZED (
    SELECT h.id AS holding, h.place, h.item, h.lot, h.serial, h.owner, h.status, b.on_hand,
           b.short, b.moved_at, greatest(c.at, v.at) AS counted
      FROM ledger_holding h
      JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place AND p.physical AND p.active
       AND p.kind <> 'in_transit'  -- nobody can walk to goods on the road
      LEFT JOIN visited v ON v.place = h.place
      LEFT JOIN LATERAL (
          SELECT a.at FROM ledger_assertion a
           WHERE a.site = h.site AND a.holding = h.id
             AND NOT EXISTS (SELECT FROM ledger_retraction r
                              WHERE r.site = a.site AND r.assertion = a.id)
             AND NOT EXISTS (SELECT FROM counting_line l
                               JOIN counting_task t ON t.site = l.site AND t.plan = l.plan
                                AND t.number = 1 AND t.kind = 'proof'
                              WHERE l.site = a.site AND l.id = a.ref)
           ORDER BY a.at DESC LIMIT 1 OFFSET 0) AS c ON true
     WHERE h.site = %(site)s
       AND CASE WHEN b.on_hand <> 0 THEN true ELSE b.moved_at >= %(emptied)s END
), moved AS MATERIALIZED (
    SELECT h.holding, min(m.at) AS appeared,
           count(*) FILTER (WHERE h.counted IS NULL OR m.at > h.counted) AS touches
      FROM (SELECT source AS holding, effective_at AS at FROM ledger_move
             WHERE site = %(site)s AND recorded_at >= %(since)s
            UNION ALL
            SELECT target, effective_at FROM ledger_move
             WHERE site = %(site)s AND recorded_at >= %(since)s) AS m
      JOIN held h ON h.holding = m.holding
     GROUP BY h.holding
), proved AS MATERIALIZED (
    SELECT v.holding, max(v.effective_at) AS at FROM lifecycle_proof v
     WHERE v.site = %(site)s AND v.strength = 'full' AND NOT v.moved
       AND v.effective_at >= %(since)s
     GROUP BY v.holding
), healed AS MATERIALIZED (
    SELECT a.holding, max(g.recorded_at) AS at
      FROM ledger_heal e
      JOIN ledger_assertion a ON a.site = e.site AND a.id = e.assertion
      JOIN ledger_posting g ON g.site = e.site AND g.id = e.posting
     WHERE e.site = %(site)s
     GROUP BY a.holding
), empty AS MATERIALIZED (
    SELECT -k.place AS holding, k.place, max(k.at) AS counted
      FROM (SELECT p.id AS place, true AS known, false AS taken, NULL::timestamptz AS at
              FROM catalog_place_view p
             WHERE p.site = %(site)s AND p.physical AND p.active
               AND p.kind NOT IN ('warehouse', 'zone', 'in_transit', 'tray', 'unit')
            UNION ALL
            SELECT p.parent, false, true, NULL FROM catalog_place_view p
             WHERE p.site = %(site)s AND p.active AND p.parent <> 0
            UNION ALL
            SELECT h.place, false, true, NULL FROM held h
            UNION ALL
            SELECT v.place, false, false, v.at FROM visited v) AS k
     GROUP BY k.place
    HAVING bool_or(k.known) AND NOT bool_or(k.taken)
), told AS MATERIALIZED (
    SELECT h.holding, h.place, h.item, h.lot, h.owner, h.on_hand, h.short,
           (h.serial <> 0)::int::bigint AS pieces,
           coalesce(array_position(%(statuses)s::text[], h.status), 0)::bigint AS status,
           coalesce(extract(epoch FROM h.counted), 0)::bigint AS counted,
           coalesce(extract(epoch FROM h.moved_at), 0)::bigint AS moved_at,
           coalesce(extract(epoch FROM r.at), 0)::bigint AS proved,
           coalesce(extract(epoch FROM m.appeared), 0)::bigint AS appeared,
           coalesce(m.touches, 0) AS touches,
           coalesce(extract(epoch FROM e.at), 0)::bigint AS healed,
           coalesce(t.expires_on - DATE '1970-01-01', %(never)s)::bigint AS expires
      FROM held h
      LEFT JOIN moved m ON m.holding = h.holding
      LEFT JOIN proved r ON r.holding = h.holding
      LEFT JOIN healed e ON e.holding = h.holding
      LEFT JOIN catalog_lot_view t ON t.id = h.lot AND h.lot <> 0
    UNION ALL
    SELECT e.holding, e.place, 0, 0, 0, 0, 0, 0, 0,
           coalesce(extract(epoch FROM e.counted), 0)::bigint, 0, 0, 0, 0, 0, %(never)s
      FROM empty e
     ORDER BY place, holding
)
SELECT array_send(array_agg(holding)) AS holding, array_send(array_agg(place)) AS place,
       array_send(array_agg(item)) AS item, array_send(array_agg(lot)) AS lot,
       array_send(array_agg(owner)) AS owner, array_send(array_agg(on_hand)) AS on_hand,
       array_send(array_agg(short)) AS short, array_send(array_agg(pieces)) AS pieces,
       array_send(array_agg(status)) AS status, array_send(array_agg(counted)) AS counted,
       array_send(array_agg(moved_at)) AS moved, array_send(array_agg(proved)) AS proved,
       array_send(array_agg(appeared)) AS appeared, array_send(array_agg(touches)) AS touches,
       array_send(array_agg(healed)) AS healed, array_send(array_agg(expires)) AS expires
  FROM told

-- All that a replay reads of the ledger, from one snapshot: the moves since `since` (those after
-- `until` too, to know what the book was), and every holding with its book at `since`, its last
-- look and last move before; each place besides, its holding the negative place, for the days on
-- which the book calls it empty.  Columns in the binary form of bigint arrays; instants in seconds.
WITH moved AS MATERIALIZED (
    SELECT m.source, m.target, m.quantity, m.recorded_at, m.posting, m.line,
           floor(extract(epoch FROM m.effective_at))::bigint AS at
      FROM ledger_move m
     WHERE m.site = %(site)s AND m.effective_at >= %(since)s
), gained AS MATERIALIZED (
    SELECT e.holding, sum(e.quantity)::bigint AS quantity
      FROM (SELECT target AS holding, quantity FROM moved
            UNION ALL SELECT source, -quantity FROM moved) AS e
     GROUP BY e.holding
), visited AS MATERIALIZED (
    SELECT v.place, max(v.at) AS at FROM ledger_place_assertion v
     WHERE v.site = %(site)s AND v.items IS NULL AND v.at < %(since)s
     GROUP BY v.place
), held AS MATERIALIZED (
    SELECT h.id AS holding, h.place, h.item, h.lot, h.owner, (h.serial <> 0)::int::bigint AS pieces,
           coalesce(array_position(%(statuses)s::text[], h.status), 0)::bigint AS status,
           b.on_hand - coalesce(g.quantity, 0) AS on_hand,
           coalesce(floor(extract(epoch FROM greatest(c.at, v.at))), 0)::bigint AS counted,
           coalesce(floor(extract(epoch FROM f.at)), 0)::bigint AS moved,
           coalesce(t.expires_on - DATE '1970-01-01', %(never)s)::bigint AS expires,
           coalesce(i.cost, 0)::bigint AS cost
      FROM ledger_holding h
      JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place AND p.physical AND p.active
       AND p.kind <> 'in_transit'
      JOIN catalog_item_view i ON i.id = h.item
      LEFT JOIN gained g ON g.holding = h.id
      LEFT JOIN visited v ON v.place = h.place
      LEFT JOIN catalog_lot_view t ON t.id = h.lot AND h.lot <> 0
      LEFT JOIN LATERAL (
          SELECT a.at FROM ledger_assertion a
           WHERE a.site = h.site AND a.holding = h.id AND a.at < %(since)s
             AND NOT EXISTS (SELECT FROM ledger_retraction r
                              WHERE r.site = a.site AND r.assertion = a.id)
           ORDER BY a.at DESC LIMIT 1 OFFSET 0) AS c ON true
      LEFT JOIN LATERAL (
          SELECT greatest(
              (SELECT m.effective_at FROM ledger_move m
                WHERE m.site = h.site AND m.source = h.id AND m.effective_at < %(since)s
                ORDER BY m.effective_at DESC LIMIT 1),
              (SELECT m.effective_at FROM ledger_move m
                WHERE m.site = h.site AND m.target = h.id AND m.effective_at < %(since)s
                ORDER BY m.effective_at DESC LIMIT 1)) AS at OFFSET 0) AS f ON true
     WHERE h.site = %(site)s
), empty AS MATERIALIZED (
    SELECT -k.place AS holding, k.place, max(k.at) AS counted
      FROM (SELECT p.id AS place, true AS known, false AS above, NULL::timestamptz AS at
              FROM catalog_place_view p
             WHERE p.site = %(site)s AND p.physical AND p.active
               AND p.kind NOT IN ('warehouse', 'zone', 'in_transit', 'tray', 'unit')
            UNION ALL
            SELECT p.parent, false, true, NULL FROM catalog_place_view p
             WHERE p.site = %(site)s AND p.active AND p.parent <> 0
            UNION ALL
            SELECT v.place, false, false, v.at FROM visited v) AS k
     GROUP BY k.place
    HAVING bool_or(k.known) AND NOT bool_or(k.above)
), rows AS MATERIALIZED (
    SELECT * FROM held
    UNION ALL
    SELECT e.holding, e.place, 0, 0, 0, 0, 0, 0,
           coalesce(floor(extract(epoch FROM e.counted)), 0)::bigint, 0, %(never)s, 0
      FROM empty e
     ORDER BY place, holding
)
SELECT m.*, s.*
  FROM (SELECT array_send(array_agg(at)) AS at, array_send(array_agg(source)) AS source,
               array_send(array_agg(target)) AS target, array_send(array_agg(quantity)) AS quantity
          FROM (SELECT at, source, target, quantity FROM moved
                 ORDER BY at, recorded_at, posting, line) AS o) AS m,
       (SELECT array_send(array_agg(holding)) AS holding, array_send(array_agg(place)) AS place,
               array_send(array_agg(item)) AS item, array_send(array_agg(lot)) AS lot,
               array_send(array_agg(owner)) AS owner, array_send(array_agg(pieces)) AS pieces,
               array_send(array_agg(status)) AS status,
               array_send(array_agg(on_hand)) AS on_hand,
               array_send(array_agg(counted)) AS counted, array_send(array_agg(moved)) AS moved,
               array_send(array_agg(expires)) AS expires, array_send(array_agg(cost)) AS cost
          FROM rows) AS s

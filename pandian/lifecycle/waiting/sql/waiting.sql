-- Orders that lack goods of which some are there, the oldest first; `avoid`: the places where the
-- picker of the order did not find what was claimed there.  `items` are those that are looked at,
-- NULL all.  An order for which nothing is there is left out: it would keep others from asking.
-- What is free is judged as fefo/sql/proposals/claims.sql does, but for units that lie sealed.
WITH lacking AS MATERIALIZED (
    SELECT d.id, d.number, l.item, l.lot, l.owner,
           coalesce((l.attributes ->> 'min_life_days')::integer,
                    (d.header ->> 'min_life_days')::integer, 0) AS min_days,
           coalesce((l.attributes ->> 'whole')::integer, 1) AS whole
      FROM lifecycle_document d
      JOIN lifecycle_line l ON l.site = d.site AND l.document = d.id AND l.source = ''
       AND (%(items)s::text[] IS NULL OR l.item = ANY (%(items)s::text[]))
     CROSS JOIN LATERAL (
           SELECT coalesce(sum(x.quantity), 0)::bigint AS quantity FROM lifecycle_claim x
            WHERE x.site = d.site AND x.document = d.id AND x.line = l.line OFFSET 0) c
     CROSS JOIN LATERAL (
           SELECT coalesce(sum(CASE WHEN a.measure = ANY (%(closing)s::text[])
                                    THEN a.quantity ELSE -a.quantity END), 0)::bigint AS quantity
             FROM lifecycle_amount a
            WHERE a.site = d.site AND a.document = d.id AND a.line = l.line
              AND a.measure = ANY (%(closing)s::text[] || %(reopening)s::text[]) OFFSET 0) f
     WHERE d.site = %(site)s AND d.kind = %(kind)s AND d.state = ANY (%(states)s::text[])
       AND c.quantity < l.asked - f.quantity
), avoiding AS MATERIALIZED (
    SELECT d.id, ARRAY (SELECT DISTINCT a.source FROM lifecycle_amount a
                         WHERE a.site = %(site)s AND a.document = d.id AND a.measure = 'short'
                         ORDER BY a.source) AS avoid
      FROM (SELECT DISTINCT l.id FROM lacking l) AS d
), need AS MATERIALIZED (
    SELECT l.item, l.lot, l.owner, l.min_days, l.whole, a.avoid
      FROM lacking l JOIN avoiding a ON a.id = l.id
     GROUP BY 1, 2, 3, 4, 5, 6
), paused AS MATERIALIZED (
    SELECT z.place FROM lifecycle_paused(%(site)s) AS z
), served AS MATERIALIZED (
    SELECT n.* FROM need n
     CROSS JOIN LATERAL (SELECT v.id, v.expiry AS dated FROM catalog_item_view v
                          WHERE v.code = n.item OFFSET 0) i
     WHERE EXISTS (
           SELECT FROM ledger_holding h
             JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
             JOIN catalog_place_view v ON v.id = h.place AND v.active
              AND v.kind IN ('bin', 'piece_bin', 'unit')
             LEFT JOIN catalog_lot_view t ON t.id = h.lot
            WHERE h.site = %(site)s AND h.item = i.id AND h.status = 'accepted' AND h.physical
              AND (n.lot = '' OR t.code = n.lot)
              AND h.owner = CASE n.owner WHEN '' THEN 0 ELSE (
                  SELECT o.id FROM catalog_party_view o WHERE o.code = n.owner) END
              AND v.code <> ALL (n.avoid) AND h.place NOT IN (SELECT z.place FROM paused z)
              AND ledger_may_leave(t.expires_on, %(today)s::date)
              AND (n.min_days = 0 OR t.expires_on >= %(today)s::date + n.min_days
                   OR (t.expires_on IS NULL AND NOT i.dated))
              AND b.on_hand - coalesce((
                  SELECT sum(c.quantity) FROM lifecycle_claim c
                   WHERE c.site = h.site AND c.holding = h.id), 0) >= n.whole)
)
SELECT l.id AS document, a.avoid
  FROM lacking l
  JOIN avoiding a ON a.id = l.id
  JOIN served s ON s.item = l.item AND s.lot = l.lot AND s.owner = l.owner
   AND s.min_days = l.min_days AND s.whole = l.whole AND s.avoid = a.avoid
 GROUP BY l.id, l.number, a.avoid
 ORDER BY l.number, l.id LIMIT %(limit)s

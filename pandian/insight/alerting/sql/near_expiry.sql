-- Items with lots in places where accepted goods may be sold or taken that expire within so many
-- days, the nearest first.  Counted in days of the site; the day of expiry itself still counts.
-- One row an item, its lots named.  `level`: the latest day among them and how many they are, so
-- that one more lot, or another in place of a used one, makes it worse.
WITH lot AS MATERIALIZED (
    SELECT t.id, t.item, t.code, t.expires_on FROM catalog_lot_view t
     WHERE t.expires_on BETWEEN %(today)s::date AND %(today)s::date + %(days)s::integer
), held AS MATERIALIZED (
    SELECT t.item, t.code, t.expires_on, min(p.code) AS place, sum(b.on_hand)::bigint AS on_hand,
           array_agg(DISTINCT h.place) AS places
      FROM lot t
     CROSS JOIN LATERAL (
           SELECT x.id, x.place FROM ledger_holding x
            WHERE x.site = %(site)s AND x.item = t.item AND x.lot = t.id AND x.status = 'accepted'
           OFFSET 0) AS h
     CROSS JOIN LATERAL (
           SELECT x.on_hand FROM ledger_balance x
            WHERE x.site = %(site)s AND x.holding = h.id AND x.on_hand > 0 OFFSET 0) AS b
      JOIN catalog_place_view p ON p.site = %(site)s AND p.id = h.place
       AND p.kind = ANY (%(sellable)s::text[])
     GROUP BY t.item, t.id, t.code, t.expires_on
)
SELECT 'goods:' || i.code AS subject,
       (min(l.expires_on) - %(days)s::integer)::timestamp AT TIME ZONE %(zone)s AS since,
       (max(l.expires_on) - %(days)s::integer)::timestamp AT TIME ZONE %(zone)s AS news_at,
       (max(l.expires_on) - DATE '2000-01-01')::bigint * 1000 + least(count(*), 999) AS level,
       NULL::uuid AS plan,
       (SELECT array_agg(DISTINCT u.place) FROM held o CROSS JOIN unnest(o.places) AS u (place)
         WHERE o.item = l.item) AS places,
       jsonb_build_object('item', i.code, 'count', count(*), 'expires_on', min(l.expires_on),
           'left', min(l.expires_on) - %(today)s::date,
           'lots', (array_agg(l.code || ' ' || l.expires_on
                    ORDER BY l.expires_on, l.code COLLATE "C"))[:%(named)s::integer],
           'place', (array_agg(l.place ORDER BY l.expires_on, l.code COLLATE "C"))[1],
           'quantity', sum(l.on_hand)::bigint) AS facts
  FROM held l
  JOIN catalog_item_view i ON i.id = l.item
 GROUP BY l.item, i.code
 ORDER BY min(l.expires_on), i.code COLLATE "C" LIMIT %(limit)s

-- Items with lots that are past their day of expiry for more than so many hours and still stand
-- accepted where goods may be sold or taken, what expired first before the others.  One row an
-- item: whoever clears it clears all its lots; they are named, the first to expire first.
WITH lot AS MATERIALIZED (
    SELECT t.id, t.item, t.code, t.expires_on FROM catalog_lot_view t
     WHERE (t.expires_on + 1)::timestamp AT TIME ZONE %(zone)s
           < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
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
       (min(l.expires_on) + 1)::timestamp AT TIME ZONE %(zone)s AS since,
       (max(l.expires_on) + 1)::timestamp AT TIME ZONE %(zone)s AS news_at,
       count(*)::bigint AS level, NULL::uuid AS plan,
       (SELECT array_agg(DISTINCT u.place) FROM held o CROSS JOIN unnest(o.places) AS u (place)
         WHERE o.item = l.item) AS places,
       jsonb_build_object('item', i.code, 'count', count(*), 'expires_on', min(l.expires_on),
           'lots', (array_agg(l.code || ' ' || l.expires_on
                    ORDER BY l.expires_on, l.code COLLATE "C"))[:%(named)s::integer],
           'place', (array_agg(l.place ORDER BY l.expires_on, l.code COLLATE "C"))[1],
           'quantity', sum(l.on_hand)::bigint) AS facts
  FROM held l
  JOIN catalog_item_view i ON i.id = l.item
 GROUP BY l.item, i.code
 ORDER BY min(l.expires_on), i.code COLLATE "C" LIMIT %(limit)s

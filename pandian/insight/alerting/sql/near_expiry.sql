-- Items with lots in places where accepted goods may be sold or taken that expire within so many
-- days, the nearest first.  Counted in days of the site; the day of expiry itself still counts.
-- One row an item, its lots named.  `level`: the latest day among them and how many they are, so
-- that one more lot, or another in place of a used one, makes it worse.
WITH held AS MATERIALIZED (
    SELECT o.* FROM insight_sellable(%(site)s, ARRAY (
               SELECT t.id FROM catalog_lot_view t
                WHERE t.expires_on BETWEEN %(today)s::date AND %(today)s::date + %(days)s::integer
           ), %(sellable)s::text[]) AS o
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

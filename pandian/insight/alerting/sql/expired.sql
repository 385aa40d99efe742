-- Items with lots that are past their day of expiry for more than so many hours and still stand
-- accepted where goods may be sold or taken, what expired first before the others.  One row an
-- item: whoever clears it clears all its lots; they are named, the first to expire first.
WITH held AS MATERIALIZED (
    SELECT o.* FROM insight_sellable(%(site)s, ARRAY (
               SELECT t.id FROM catalog_lot_view t
                WHERE (t.expires_on + 1)::timestamp AT TIME ZONE %(zone)s
                      < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
           ), %(sellable)s::text[]) AS o
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

-- Books that a fact of the floor proved too small (covered from gain and loss until the missing
-- paper comes) for longer than so many hours, the longest first.
SELECT 'holding:' || b.holding AS subject, b.short_at AS since, b.short_at AS news_at,
       b.short AS level, NULL::uuid AS plan, ARRAY[h.place] AS places,
       jsonb_build_object('place', p.code, 'item', i.code, 'lot', coalesce(t.code, ''),
           'short', b.short, 'limit', %(hours)s::integer) AS facts
  FROM ledger_balance b
  JOIN ledger_holding h ON h.site = b.site AND h.id = b.holding
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot
 WHERE b.site = %(site)s AND b.short > 0
   AND b.short_at < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
 ORDER BY b.short_at, b.holding LIMIT %(limit)s

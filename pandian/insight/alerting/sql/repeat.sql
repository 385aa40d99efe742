-- Holdings found different in so many settled counts of the last days, those most often first.
-- Open blind counts say nothing before they are closed.
SELECT 'holding:' || l.holding AS subject, l.since, l.news_at, l.counts AS level,
       NULL::uuid AS plan, ARRAY[h.place] AS places,
       jsonb_build_object('place', p.code, 'item', i.code, 'lot', coalesce(t.code, ''),
           'counts', l.counts, 'limit_days', %(days)s::integer) AS facts
  FROM (SELECT l.holding, count(DISTINCT l.plan) AS counts, min(l.observed_at) AS since,
               max(l.observed_at) AS news_at
          FROM counting_final_lines(%(site)s, %(now)s::timestamptz - make_interval(
                   days => %(days)s::integer) + interval '1 microsecond', %(now)s) AS l
         WHERE l.wrong AND l.holding <> 0 AND NOT l.hidden
         GROUP BY l.holding HAVING count(DISTINCT l.plan) >= %(number)s::integer) AS l
  JOIN ledger_holding h ON h.site = %(site)s AND h.id = l.holding
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot
 ORDER BY l.counts DESC, l.holding LIMIT %(limit)s

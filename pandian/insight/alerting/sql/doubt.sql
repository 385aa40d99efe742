-- Posted lines that late paper put in doubt more than so many hours ago and that no newer count has
-- answered, the oldest first.
SELECT 'line:' || l.id AS subject, d.since, d.news_at, d.doubts AS level, l.plan,
       ARRAY[l.place] AS places,
       jsonb_build_object('plan_name', n.name, 'count', n.id, 'line', l.id, 'place', p.code,
           'item', i.code, 'lot', coalesce(t.code, ''), 'quantity', d.quantity) AS facts
  FROM (SELECT a.ref, a.posting, count(*) AS doubts, min(d.recorded_at) AS since,
               max(d.recorded_at) AS news_at, sum(d.quantity)::bigint AS quantity
          FROM ledger_doubt d
          JOIN ledger_assertion a ON a.site = d.site AND a.id = d.assertion
         WHERE d.site = %(site)s GROUP BY a.ref, a.posting) AS d
  JOIN counting_line l ON l.site = %(site)s AND l.id = d.ref AND l.posting = d.posting
  JOIN counting_plan n ON n.site = l.site AND n.id = l.plan
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
 WHERE d.since < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
   AND NOT EXISTS (SELECT FROM counting_line o
                    WHERE o.site = l.site AND o.holding = l.holding AND o.plan = l.plan
                      AND o.posting IS NOT NULL AND o.observed_at > l.observed_at)
 ORDER BY d.since, l.id LIMIT %(limit)s

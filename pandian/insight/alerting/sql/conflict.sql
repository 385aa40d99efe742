-- Lines of open counts on which counters disagree, or whose serial cannot be where it was seen, for
-- more than so many hours, the oldest first.
SELECT 'line:' || l.id AS subject, l.judged_at AS since, l.judged_at AS news_at,
       1::bigint AS level, l.plan, ARRAY[l.place] AS places,
       jsonb_build_object('plan_name', n.name, 'count', n.id, 'line', l.id, 'place', p.code,
           'item', i.code, 'lot', coalesce(t.code, ''), 'cause', e.cause) AS facts
  FROM counting_plan n
  JOIN counting_line l
    ON l.site = n.site AND l.plan = n.id AND l.verdict IN ('recount', 'doubtful')
   AND l.judged_at < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
 CROSS JOIN LATERAL (
       SELECT e.value ->> 'cause' AS cause FROM jsonb_array_elements(l.explanations) AS e
        WHERE e.value ->> 'cause' IN ('disagreement', 'serial_twice', 'serial_elsewhere')
        LIMIT 1) AS e
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
 WHERE n.site = %(site)s AND n.state = 'open'
 ORDER BY l.judged_at, l.id LIMIT %(limit)s

-- Lines counted before the end, or asked for and not counted, that nobody has settled or approved.
SELECT l.id AS line, l.plan, n.name AS plan_name, p.code AS place, i.code AS item,
       coalesce(t.code, s.code, '') AS lot, l.verdict, l.counted, l.book, l.variance,
       l.value::bigint AS value, l.observed_at, count(*) OVER () AS total,
       coalesce(sum(l.value) FILTER (WHERE l.value > 0) OVER (), 0)::bigint AS plus_all,
       coalesce(sum(l.value) FILTER (WHERE l.value < 0) OVER (), 0)::bigint AS minus_all
  FROM counting_line l
  JOIN counting_plan n ON n.site = l.site AND n.id = l.plan
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
  LEFT JOIN catalog_serial_view s ON s.id = l.serial
 WHERE l.site = %(site)s AND l.posting IS NULL
   AND l.verdict IN ('uncounted', 'recount', 'doubtful', 'approval')
   AND (n.state = 'open' OR l.verdict <> 'uncounted')  -- left uncounted with a reason: decided
   AND coalesce(l.observed_at, n.created_at) < %(ends_at)s
 ORDER BY abs(l.value) DESC, l.id
 LIMIT %(limit)s

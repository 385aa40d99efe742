-- The lines of a plan that differ and are not settled, and since when nobody had counted them; a
-- part after (item, line), item by item: what could have been swapped stays together.
SELECT l.id, l.holding, l.place, l.item, l.lot, l.serial, l.status, l.owner, l.variance, l.counted,
       l.book, l.value::bigint AS value, l.observed_at, l.uncertainty_ms, l.verdict, l.people,
       p.code AS place_code, i.code AS item_code, coalesce(t.code, '') AS lot_code,
       l.explanations @> '[{"cause": "double_count"}]' AS equal, s.since
  FROM counting_line l
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
  CROSS JOIN LATERAL (
       SELECT max(a.at) AS since FROM (
           SELECT x.at FROM ledger_assertion x
            WHERE x.site = l.site AND x.holding = l.holding AND x.at < l.observed_at
              AND NOT EXISTS (SELECT 1 FROM ledger_retraction r
                               WHERE r.site = x.site AND r.assertion = x.id)
            ORDER BY x.at DESC LIMIT 1) AS a) AS s
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.posting IS NULL AND l.variance <> 0
   AND l.holding <> 0 AND l.counted IS NOT NULL
   AND l.verdict IN ('approval', 'recount', 'doubtful')
   AND (%(lines)s::bigint[] IS NULL OR l.id = ANY (%(lines)s::bigint[]))
   AND (l.item, l.id) > (%(after_item)s::bigint, %(after_line)s::bigint)
 ORDER BY l.item, l.id
 LIMIT %(limit)s

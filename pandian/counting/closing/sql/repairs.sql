-- Lines of before the end that differ still, of which a cause was found and nobody acted on it.
SELECT l.id AS line, l.plan, p.code AS place, i.code AS item, coalesce(t.code, '') AS lot,
       l.variance, l.value::bigint AS value, f.causes, f.share::text AS share, f.found_at,
       count(*) OVER () AS total,
       coalesce(sum(l.value) FILTER (WHERE l.value > 0) OVER (), 0)::bigint AS plus_all,
       coalesce(sum(l.value) FILTER (WHERE l.value < 0) OVER (), 0)::bigint AS minus_all
  FROM counting_finding f
  JOIN counting_line l ON l.site = f.site AND l.id = f.line
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
 WHERE f.site = %(site)s AND l.posting IS NULL AND l.variance = f.variance
   AND l.verdict IN ('recount', 'doubtful', 'approval') AND l.observed_at < %(ends_at)s
   AND NOT f.causes && ARRAY['unknown', 'loss']
   AND NOT EXISTS (SELECT 1 FROM counting_reason r
                    WHERE r.site = f.site AND r.line = f.line
                      AND NOT EXISTS (SELECT 1 FROM counting_reason_undone u
                                       WHERE u.site = r.site AND u.reason = r.id))
 ORDER BY abs(l.value) DESC, l.id
 LIMIT %(limit)s

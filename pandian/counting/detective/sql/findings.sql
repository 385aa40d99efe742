-- What was found of the lines of a plan, while the line still differs by that much; with whether
-- somebody confirmed a reason already.
SELECT f.line, f.variance, f.causes, f.share, f.certain, f.itself, f.alternatives, f.exposures,
       f.found_at, p.code AS place, i.code AS item, coalesce(t.code, '') AS lot, l.counted, l.book,
       l.verdict, l.people, r.causes AS confirmed, r.posting, r.actor AS confirmed_by, r.rule,
       r.confirmed_at, EXISTS (SELECT 1 FROM ledger_posting u
                                WHERE u.site = f.site AND u.reverses = r.posting)
       OR EXISTS (SELECT 1 FROM counting_reason_undone u
                   WHERE u.site = f.site AND u.reason = r.id) AS undone
  FROM counting_finding f
  JOIN counting_line l ON l.site = f.site AND l.id = f.line
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
  LEFT JOIN LATERAL (
       SELECT x.* FROM counting_reason x WHERE x.site = f.site AND x.line = f.line
        ORDER BY x.confirmed_at DESC LIMIT 1) AS r ON true
 WHERE f.site = %(site)s AND f.plan = %(plan)s
   AND (%(lines)s::bigint[] IS NULL OR f.line = ANY (%(lines)s::bigint[]))
   AND f.line > %(after)s
   AND (l.variance = f.variance OR r.id IS NOT NULL AND r.variance = f.variance)
 ORDER BY f.line LIMIT %(limit)s

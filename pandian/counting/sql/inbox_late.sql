-- Observations that came after their line was posted, newest first.
SELECT s.code AS site, t.noted_at AS at, t.observation, t.plan, c.code AS place, i.code AS item,
       coalesce(b.code, '') AS lot, o.base AS quantity, o.person, o.observed_at
  FROM counting_late t
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = t.site
  JOIN capture_seen_view o ON o.site = t.site AND o.id = t.observation
  JOIN catalog_place_view c ON c.site = o.site AND c.id = o.place
  JOIN catalog_item_view i ON i.id = o.item
  LEFT JOIN catalog_lot_view b ON b.id = o.lot
 ORDER BY t.noted_at DESC, t.observation
 LIMIT %(limit)s

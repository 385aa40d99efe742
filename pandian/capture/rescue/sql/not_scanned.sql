-- The rows that label coverage lacks: typed, without a label, or not understood; newest first.
SELECT s.code AS site, o.id, o.place_code AS place, coalesce(i.code, o.item_code, '') AS item,
       coalesce(o.code, '') AS code, o.entry, o.person, r.tray, r.reason, o.observed_at
  FROM capture_observation o
  JOIN capture_resolution r ON r.site = o.site AND r.observation = o.id
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = o.site
  JOIN governance_site_view g ON g.id = o.site
  LEFT JOIN catalog_item_view i ON i.id = r.item
 WHERE o.observed_at >= %(since)s::timestamp AT TIME ZONE g.time_zone
   AND o.observed_at < %(until)s::timestamp AT TIME ZONE g.time_zone
   AND o.mode IN ('set', 'add')
   AND NOT (o.code IS NOT NULL AND o.entry NOT IN ('keyed', 'voice')
            AND r.tray NOT IN ('unresolved', 'rejected') AND r.item <> 0
            AND (o.entry <> 'keyboard' OR lower(o.code) <> lower(i.code))
            AND NOT o.condition && ARRAY['no_label', 'damaged_label'])
   AND NOT EXISTS (SELECT 1 FROM capture_observation u
                    WHERE u.site = o.site AND u.undoes IS NOT NULL AND u.undoes = o.id)
 ORDER BY o.observed_at DESC, o.id
 LIMIT %(limit)s

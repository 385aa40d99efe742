-- Label coverage 标签覆盖率 by site and month: rows resolved by a scan, of all rows that stand.
SELECT s.code AS site, date_trunc('month', o.observed_at AT TIME ZONE g.time_zone)::date AS month,
       count(*) FILTER (WHERE o.code IS NOT NULL AND o.entry NOT IN ('keyed', 'voice')
                          AND r.tray NOT IN ('unresolved', 'rejected') AND r.item <> 0
                          AND (o.entry <> 'keyboard' OR lower(o.code) <> lower(i.code))
                          AND NOT o.condition && ARRAY['no_label', 'damaged_label'])::int
       AS scanned,
       count(*)::int AS rows
  FROM capture_observation o
  JOIN capture_resolution r ON r.site = o.site AND r.observation = o.id
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = o.site
  JOIN governance_site_view g ON g.id = o.site
  LEFT JOIN catalog_item_view i ON i.id = r.item
 WHERE o.observed_at >= %(since)s::timestamp AT TIME ZONE g.time_zone
   AND o.observed_at < %(until)s::timestamp AT TIME ZONE g.time_zone
   AND o.mode IN ('set', 'add')
   AND NOT EXISTS (SELECT 1 FROM capture_observation u
                    WHERE u.site = o.site AND u.undoes IS NOT NULL AND u.undoes = o.id)
 GROUP BY 1, 2
 ORDER BY 1, 2

-- Two counters on one place of one task, and one serial in two places, since an instant.
WITH recent AS (
    SELECT r.site, r.task, r.place, r.item, r.serial, r.person, r.base, r.observed_at
      FROM capture_resolution r
     WHERE r.received_at > %(since)s AND r.observed_at > %(since)s
       AND r.site = ANY (%(sites)s::int[]) AND r.tray IN ('', 'not_yours')
       AND r.mode IN ('set', 'add', 'empty') AND r.place > 0
       AND NOT EXISTS (SELECT 1 FROM capture_resolution u
                        WHERE u.site = r.site AND u.undoes = r.observation
                          AND (u.person = r.person OR u.install = r.install OR u.supervisor))
), found AS (
    SELECT 'two_counters' AS kind, site, place, 0::bigint AS item, 0::bigint AS serial,
           array_agg(DISTINCT person ORDER BY person) AS people,
           array_agg(DISTINCT place) AS places, max(observed_at) AS at
      FROM recent WHERE task IS NOT NULL
     GROUP BY site, task, place HAVING count(DISTINCT person) > 1
    UNION ALL
    SELECT 'serial_twice', site, 0, item, serial,
           array_agg(DISTINCT person ORDER BY person), array_agg(DISTINCT place), max(observed_at)
      FROM recent WHERE serial > 0 AND base > 0
     GROUP BY site, item, serial HAVING count(DISTINCT place) > 1
)
SELECT f.kind, s.code AS site, coalesce(p.code, '') AS place, coalesce(i.code, '') AS item,
       coalesce(n.code, '') AS serial, f.people,
       (SELECT array_agg(c.code ORDER BY c.code) FROM catalog_place_view c
         WHERE c.site = f.site AND c.id = ANY (f.places)) AS places, f.at
  FROM found f
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = f.site
  LEFT JOIN catalog_place_view p ON p.site = f.site AND p.id = f.place
  LEFT JOIN catalog_item_view i ON i.id = f.item
  LEFT JOIN catalog_serial_view n ON n.id = f.serial
 ORDER BY f.at DESC
 LIMIT %(limit)s

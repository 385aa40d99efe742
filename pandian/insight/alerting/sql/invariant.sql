-- Invariants that do not hold: items whose posting was stopped for one (at their site), and what
-- the last proof of all books found: at each site its own part, for the house where.
WITH proof AS MATERIALIZED (
    SELECT k.at, coalesce(k.data -> 'broken', '{}') AS broken,
           coalesce(k.data -> 'where', '{}') AS places
      FROM kernel_fact k
     WHERE k.subject = %(verified)s AND k.at <= %(now)s
     ORDER BY k.id DESC LIMIT 1
), part AS (
    SELECT w.key::integer AS site, q.key AS what, q.value AS said
      FROM proof p
     CROSS JOIN LATERAL jsonb_each(p.places) AS w
     CROSS JOIN LATERAL jsonb_each(w.value) AS q
)
SELECT 'item:' || i.code AS subject, f.since, f.since AS news_at, 1::bigint AS level,
       NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('what', f.invariant, 'item', i.code, 'rows', 1,
           'items', ARRAY[i.code], 'sites', ARRAY[s.code]) AS facts
  FROM ledger_freeze f
  JOIN catalog_item_view i ON i.id = f.item
  JOIN governance_site_view s ON s.id = f.site
 WHERE f.site = %(site)s
UNION ALL
SELECT 'invariant:' || w.what, p.at, p.at, (w.said ->> 'rows')::bigint, NULL, '{}',
       jsonb_build_object('what', w.what, 'rows', (w.said ->> 'rows')::bigint,
           'sites', ARRAY[s.code], 'items', w.said -> 'items', 'places', w.said -> 'places',
           'item', w.said -> 'items' -> 0, 'place', w.said -> 'places' -> 0)
  FROM proof p
  JOIN part w ON w.site = %(site)s
  JOIN governance_site_view s ON s.id = w.site
UNION ALL
SELECT 'invariant:' || e.key, p.at, p.at, (e.value #>> '{}')::bigint, NULL, '{}',
       jsonb_build_object('what', e.key, 'rows', (e.value #>> '{}')::bigint,
           'sites', ARRAY (SELECT s.code FROM part w JOIN governance_site_view s ON s.id = w.site
                            WHERE w.what = e.key ORDER BY s.code),
           'items', ARRAY (SELECT DISTINCT x.code FROM part w
                            CROSS JOIN LATERAL jsonb_array_elements_text(
                                w.said -> 'items') AS x (code)
                            WHERE w.what = e.key ORDER BY x.code),
           'places', ARRAY (SELECT DISTINCT s.code || '/' || x.code FROM part w
                              JOIN governance_site_view s ON s.id = w.site
                             CROSS JOIN LATERAL jsonb_array_elements_text(
                                 w.said -> 'places') AS x (code)
                             WHERE w.what = e.key ORDER BY 1))
  FROM proof p
 CROSS JOIN LATERAL jsonb_each(p.broken) AS e
 WHERE %(site)s = 0
 ORDER BY subject LIMIT %(limit)s

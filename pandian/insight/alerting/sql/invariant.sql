-- Invariants that do not hold: items whose posting was stopped for one (at their site), and what
-- the last proof of all books found (for the house).
SELECT 'item:' || i.code AS subject, f.since, f.since AS news_at, 1::bigint AS level,
       NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('what', f.invariant, 'item', i.code, 'rows', 1) AS facts
  FROM ledger_freeze f
  JOIN catalog_item_view i ON i.id = f.item
 WHERE f.site = %(site)s
UNION ALL
SELECT 'invariant:' || e.key, k.at, k.at, (e.value #>> '{}')::bigint, NULL, '{}',
       jsonb_build_object('what', e.key, 'item', '', 'rows', (e.value #>> '{}')::bigint)
  FROM (SELECT k.at, k.data FROM kernel_fact k
         WHERE k.subject = %(verified)s AND k.at <= %(now)s
         ORDER BY k.id DESC LIMIT 1) AS k
 CROSS JOIN LATERAL jsonb_each(coalesce(k.data -> 'broken', '{}')) AS e
 WHERE %(site)s = 0
 ORDER BY subject LIMIT %(limit)s

-- Posted count lines for which late paper made a compensating posting in the last days, the newest
-- first.  A heal that was itself reversed says nothing.
WITH heal AS MATERIALIZED (
    SELECT p.id, p.recorded_at FROM ledger_posting p
     WHERE p.site = %(site)s AND p.recorded_at <= %(now)s
       AND p.recorded_at > %(now)s::timestamptz - make_interval(days => %(days)s::integer)
       AND p.kind = 'heal'
       AND NOT EXISTS (SELECT FROM ledger_posting r
                        WHERE r.site = p.site AND r.reverses IS NOT NULL AND r.reverses = p.id)
), said AS (
    SELECT a.ref AS line, min(x.recorded_at) AS since, max(x.recorded_at) AS news_at,
           sum(h.quantity)::bigint AS quantity, min(h.late::text) AS late
      FROM heal x
     CROSS JOIN LATERAL (SELECT h.* FROM ledger_heal h
            WHERE h.site = %(site)s AND h.posting = x.id OFFSET 0) AS h
      JOIN ledger_assertion a ON a.site = h.site AND a.id = h.assertion AND a.ref > 0
     GROUP BY a.ref
)
SELECT 'line:' || l.id AS subject, s.since, s.news_at, abs(s.quantity) AS level, l.plan,
       ARRAY[l.place] AS places,
       jsonb_build_object('plan_name', n.name, 'count', n.id, 'line', l.id, 'place', p.code,
           'item', i.code, 'lot', coalesce(t.code, ''), 'quantity', s.quantity,
           'posting', s.late) AS facts
  FROM said s
  JOIN counting_line l ON l.site = %(site)s AND l.id = s.line
  JOIN counting_plan n ON n.site = l.site AND n.id = l.plan
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
 ORDER BY s.news_at DESC, l.id LIMIT %(limit)s

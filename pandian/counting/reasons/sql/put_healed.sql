-- Posted lines whose whole difference late paper has healed: keep that as their reason, by rule,
-- with the papers as evidence.  Keyed probes from the healings since the last look.
WITH fresh AS MATERIALIZED (
    SELECT q.id FROM ledger_posting q
     WHERE q.site = %(site)s AND q.recorded_at > %(since)s AND q.kind = 'heal'
), touched AS MATERIALIZED (
    SELECT DISTINCT h.assertion
      FROM fresh f
      CROSS JOIN LATERAL (SELECT x.assertion FROM ledger_heal x
                           WHERE x.site = %(site)s AND x.posting = f.id OFFSET 0) AS h
), healed AS MATERIALIZED (
    SELECT l.plan, l.id AS line, l.variance, l.item, l.holding, h.late
      FROM touched t
      CROSS JOIN LATERAL (
           SELECT a.ref, a.posting FROM ledger_assertion a
            WHERE a.site = %(site)s AND a.id = t.assertion AND a.ref > 0 OFFSET 0) AS a
      CROSS JOIN LATERAL (
           SELECT sum(x.quantity)::bigint AS quantity, array_agg(DISTINCT x.late) AS late
             FROM ledger_heal x
            WHERE x.site = %(site)s AND x.assertion = t.assertion OFFSET 0) AS h
      JOIN counting_line l ON l.site = %(site)s AND l.id = a.ref AND l.posting = a.posting
     WHERE l.variance <> 0 AND l.variance + h.quantity = 0
       AND NOT EXISTS (SELECT 1 FROM counting_reason r
                        WHERE r.site = %(site)s AND r.line = l.id)
     ORDER BY l.id LIMIT %(limit)s
), proved AS MATERIALIZED (
    SELECT h.plan, h.line, h.variance, h.item,
           jsonb_agg(jsonb_build_object(
               'kind', 'move', 'posting', e.posting, 'line', e.line, 'posted', e.delta, 'of',
               e.kind, 'document', e.document, 'paper', e.paper,
               'late', true) ORDER BY e.posting, e.line) AS rows
      FROM healed h
      CROSS JOIN LATERAL (
           SELECT q.id AS posting, m.line, q.kind, coalesce(q.cause->>'document', '') AS document,
                  coalesce(q.cause->>'id', '') AS paper,
                  CASE WHEN m.target = h.holding THEN m.quantity ELSE -m.quantity END AS delta
             FROM unnest(h.late) AS u (id)
             JOIN ledger_posting q ON q.site = %(site)s AND q.id = u.id
             JOIN ledger_move m ON m.site = q.site AND m.recorded_at = q.recorded_at
              AND m.posting = q.id AND h.holding IN (m.source, m.target) OFFSET 0) AS e
     GROUP BY h.plan, h.line, h.variance, h.item
)
INSERT INTO counting_reason (site, id, plan, line, variance, causes, stated, first, exposures,
       evidence, note, actor, rule, posting, confirmed_at, value)
SELECT %(site)s, md5('late:' || %(site)s || ':' || p.line)::uuid, p.plan, p.line, p.variance,
       ARRAY['late'], coalesce(f.share, 0), coalesce(f.causes, ARRAY['late']),
       coalesce(f.exposures, '{"late": 1}'::jsonb), p.rows, '', %(actor)s, %(rule)s, NULL, %(now)s,
       p.variance * coalesce(i.cost, 0)
  FROM proved p
  JOIN catalog_item_view i ON i.id = p.item
  LEFT JOIN counting_finding f ON f.site = %(site)s AND f.line = p.line AND f.variance = p.variance
    ON CONFLICT DO NOTHING
RETURNING plan, line, variance, id

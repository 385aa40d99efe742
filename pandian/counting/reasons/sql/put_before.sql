-- Lines that differed when they were looked into, and agree now only because paper of before the
-- count came since: keep that as their reason, by rule, with the papers as evidence.
WITH settled AS MATERIALIZED (
    SELECT p.id FROM counting_plan p
     WHERE p.site = %(site)s AND p.settled_at > %(since)s
), agreed AS MATERIALIZED (
    SELECT l.plan, l.id AS line, f.variance, f.share, f.causes, f.exposures, f.found_at, l.item,
           l.holding, l.observed_at
      FROM settled s
      JOIN counting_finding f ON f.site = %(site)s AND f.plan = s.id AND f.variance <> 0
      JOIN counting_line l ON l.site = f.site AND l.id = f.line
     WHERE l.variance = 0 AND l.posting IS NOT NULL AND l.verdict <> 'explained'
       AND NOT EXISTS (SELECT 1 FROM counting_reason r
                        WHERE r.site = f.site AND r.line = f.line)
), leg AS MATERIALIZED (
    SELECT a.line AS counted, m.*
      FROM agreed a CROSS JOIN LATERAL (
        (SELECT x.posting, x.line, -x.quantity AS delta FROM ledger_move x
          WHERE x.site = %(site)s AND x.source = a.holding AND x.effective_at <= a.observed_at
            AND x.effective_at > a.observed_at - %(history)s * interval '1 day'
            AND x.recorded_at > a.found_at)
        UNION ALL
        (SELECT x.posting, x.line, x.quantity FROM ledger_move x
          WHERE x.site = %(site)s AND x.target = a.holding AND x.effective_at <= a.observed_at
            AND x.effective_at > a.observed_at - %(history)s * interval '1 day'
            AND x.recorded_at > a.found_at)) AS m
), told AS MATERIALIZED (
    SELECT l.counted, sum(l.delta)::bigint AS delta, jsonb_agg(jsonb_build_object(
               'kind', 'move', 'posting', l.posting, 'line', l.line, 'posted', l.delta,
               'of', q.kind, 'document', coalesce(q.cause->>'document', ''),
               'paper', coalesce(q.cause->>'id', ''), 'late', true)
               ORDER BY l.posting, l.line) AS rows
      FROM leg l
      CROSS JOIN LATERAL (
           SELECT p.kind, p.cause FROM ledger_posting p
            WHERE p.site = %(site)s AND p.id = l.posting OFFSET 0) AS q
     WHERE q.kind NOT IN ('count_adjustment', 'heal', 'shortage', 'reversal')
       AND NOT q.cause ? 'detective'
     GROUP BY l.counted
)
INSERT INTO counting_reason (site, id, plan, line, variance, causes, stated, first, exposures,
       evidence, note, actor, rule, posting, confirmed_at, value)
SELECT %(site)s, md5('late:' || %(site)s || ':' || a.line)::uuid, a.plan, a.line, a.variance,
       ARRAY['late'], a.share, a.causes, a.exposures, t.rows, '', %(actor)s, %(rule)s, NULL,
       %(now)s, a.variance * coalesce(i.cost, 0)
  FROM agreed a
  JOIN told t ON t.counted = a.line AND t.delta = a.variance
  JOIN catalog_item_view i ON i.id = a.item
 ORDER BY a.line LIMIT %(limit)s
    ON CONFLICT DO NOTHING
RETURNING plan, line, variance, id

-- Rehearsals that may be seen, the newest first: one row each, however many sites it has, with the
-- state of the whole (twin: reporting/rules.standing) and whether its version says the same still.
WITH every AS MATERIALIZED (
    SELECT r.id, r.policy, r.code, r.kind, r.version, r.months, r.against, r.asked_by, r.asked_at,
           array_agg(s.code ORDER BY s.code) AS sites,
           min(r.first) AS first, max(r.until) AS until,
           sum(r.done_days)::bigint AS done_days, sum(r.until - r.first)::bigint AS days,
           CASE WHEN count(r.finished_at) = count(*) THEN max(r.finished_at) END AS finished_at,
           CASE WHEN bool_or(r.state = 'failed') THEN 'failed'
                WHEN bool_and(r.state = 'done') THEN 'done'
                WHEN bool_and(r.state = 'waiting') THEN 'waiting'
                ELSE 'running' END AS state,
           bool_and(r.attached) AS attached, min(r.policy_hash) AS policy_hash
      FROM counting_rehearsal r
      JOIN governance_site_view s ON s.id = r.site
     WHERE r.site = ANY (%(sites)s::int[])
     GROUP BY r.id, r.policy, r.code, r.kind, r.version, r.months, r.against, r.asked_by, r.asked_at
)
SELECT e.*, p.content_hash IS NOT DISTINCT FROM e.policy_hash AS fresh
  FROM every e
  LEFT JOIN LATERAL (
       SELECT v.content_hash FROM governance_policy_view v WHERE v.id = e.policy OFFSET 0) p ON true
 WHERE (%(state)s = '' OR e.state = %(state)s)
   AND (%(at)s::timestamptz IS NULL OR (e.asked_at, e.id) < (%(at)s, %(after)s::uuid))
 ORDER BY e.asked_at DESC, e.id DESC
 LIMIT %(limit)s

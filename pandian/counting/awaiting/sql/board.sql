-- Counts of sites with lines that wait for approval, whoever looked at them yet or not, those due
-- first first; what their matrix asks where that was looked up, and since when they wait.
SELECT s.code AS site, s.id AS site_id, p.id AS plan, p.name AS plan_name, l.lines,
       coalesce(w.since, l.since) AS since, w.policy, coalesce(w.amount, l.amount) AS amount,
       coalesce(w.approvers, 0) AS approvers, coalesce(w.roles, '{}') AS roles,
       coalesce(w.sequence, 'parallel') AS sequence, w.hours, w.due_at,
       coalesce(w.escalate_to, '') AS escalate_to, w.escalated_at, w.stuck_at
  FROM unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code)
  JOIN counting_plan p ON p.site = s.id AND p.state = 'open'
 CROSS JOIN LATERAL (
       SELECT array_agg(l.id ORDER BY l.id) AS lines, min(l.judged_at) AS since,
              sum(abs(l.value))::bigint AS amount
         FROM counting_line l
        WHERE l.site = p.site AND l.plan = p.id AND l.verdict = 'approval' AND l.posting IS NULL
       OFFSET 0) AS l
  LEFT JOIN counting_pending w ON w.site = p.site AND w.plan = p.id
 WHERE l.lines IS NOT NULL
 ORDER BY w.due_at NULLS LAST, since, p.id LIMIT %(limit)s

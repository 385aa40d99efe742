-- Open tasks that stand under a version that holds no longer: how many, and how many of them a
-- device has with it, perhaps without a network.
SELECT s.code AS site_code, v.kind, v.code, v.version, v.id, v.author, v.reason,
       count(DISTINCT w.task) AS tasks,
       count(DISTINCT w.task) FILTER (WHERE EXISTS (
           SELECT FROM capture_lease_view l
            WHERE l.site = t.site AND l.task = t.id AND l.ended_at IS NULL
              AND l.expires_at > %(at)s)) AS leased
  FROM counting_task t
  JOIN counting_plan p ON p.site = t.site AND p.id = t.plan AND p.state = 'open'
  JOIN counting_task_why w ON w.site = t.site AND w.task = t.id
  JOIN governance_policy_view v ON v.id = w.policy AND v.holds_to <= %(at)s
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = t.site
 WHERE t.site = ANY (%(sites)s::int[]) AND t.state = 'open'
 GROUP BY s.code, v.kind, v.code, v.version, v.id, v.author, v.reason
 ORDER BY s.code, v.kind, v.code, v.version

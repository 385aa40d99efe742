-- Every version of a rule that had a say: it asked for the count, judged its lines, or said how
-- many sign; with who wrote and approved it.
WITH said AS (
    SELECT w.policy AS id, CASE w.strategy WHEN 'recount' THEN 'recount' ELSE 'plan' END AS said
      FROM counting_task t
      JOIN counting_task_why w ON w.site = t.site AND w.task = t.id
     WHERE t.site = %(site)s AND t.plan = %(plan)s
    UNION
    SELECT v.policy, 'tolerance' FROM counting_line l
      JOIN counting_verdict v ON v.site = l.site AND v.line = l.id
     WHERE l.site = %(site)s AND l.plan = %(plan)s
    UNION
    SELECT v.recount, 'recount' FROM counting_line l
      JOIN counting_verdict v ON v.site = l.site AND v.line = l.id
     WHERE l.site = %(site)s AND l.plan = %(plan)s
    UNION
    SELECT c.policy, 'matrix' FROM counting_consent c
     WHERE c.site = %(site)s AND c.plan = %(plan)s
    UNION
    SELECT a.policy, 'auto' FROM counting_auto_approval a
     WHERE a.site = %(site)s AND a.plan = %(plan)s
    UNION
    SELECT p.id, 'repair' FROM counting_reason r
      JOIN governance_policy_view p
        ON p.site IN (0, r.site) AND p.kind = 'count.repair'
       AND p.code || '/' || p.version = r.rule
     WHERE r.site = %(site)s AND r.plan = %(plan)s AND r.rule <> ''
)
SELECT p.id, array_agg(DISTINCT s.said ORDER BY s.said) AS said, p.kind, p.code, p.version,
       p.label_zh, p.label_en, p.content_hash, p.author, p.approved_by, p.approved_at,
       p.effective_from
  FROM said s
  JOIN governance_policy_view p ON p.id = s.id
 GROUP BY p.id, p.kind, p.code, p.version, p.label_zh, p.label_en, p.content_hash, p.author,
          p.approved_by, p.approved_at, p.effective_from
 ORDER BY p.kind, p.code, p.version, p.id

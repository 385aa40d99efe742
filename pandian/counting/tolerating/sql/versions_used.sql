-- Under which versions of rules the lines of a plan were judged, and by which their approval was
-- asked for: how many lines each, beside the content hash of the version.
WITH used AS MATERIALIZED (
    SELECT u.part, u.policy, count(*) AS lines, max(v.judged_at) AS at
      FROM counting_line l
      JOIN counting_verdict v ON v.site = l.site AND v.line = l.id
     CROSS JOIN LATERAL (VALUES ('tolerance', v.policy), ('recount', v.recount)) AS u (part, policy)
     WHERE l.site = %(site)s AND l.plan = %(plan)s AND u.policy IS NOT NULL
     GROUP BY u.part, u.policy
    UNION ALL
    SELECT 'approval', c.policy, sum(cardinality(c.lines)), max(c.opened_at)
      FROM counting_consent c
     WHERE c.site = %(site)s AND c.plan = %(plan)s AND c.state <> 'void'
     GROUP BY c.policy
    UNION ALL
    SELECT 'auto', a.policy, sum(cardinality(a.lines)), max(a.approved_at)
      FROM counting_auto_approval a
     WHERE a.site = %(site)s AND a.plan = %(plan)s
     GROUP BY a.policy
)
SELECT u.part, u.policy, p.kind, p.code, p.version, coalesce(s.code, '*') AS of_site,
       p.content_hash, p.label_zh, p.label_en, p.effective_from, u.lines, u.at
  FROM used u
  JOIN governance_policy_view p ON p.id = u.policy
  LEFT JOIN governance_site_view s ON s.id = p.site
 ORDER BY u.part, p.code, p.version

-- Counts of sites that wait for signatures, the one due first first; with the lines that wait and
-- the signatures collected so far for any of them.
SELECT s.code AS site, s.id AS site_id, w.plan, p.name AS plan_name, l.lines, w.since, w.policy,
       w.amount, w.approvers, w.roles, w.sequence, w.hours, w.due_at, w.escalate_to, w.escalated_at,
       coalesce(c.signed, 0) AS signed, coalesce(c.roles, '[]') AS signed_roles,
       coalesce(c.people, '{}') AS signed_people
  FROM counting_pending w
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = w.site
  JOIN counting_plan p ON p.site = w.site AND p.id = w.plan AND p.state = 'open'
  JOIN LATERAL (SELECT array_agg(l.id) AS lines FROM counting_line l
                 WHERE l.site = w.site AND l.plan = w.plan AND l.verdict = 'approval'
                   AND l.posting IS NULL) AS l ON l.lines IS NOT NULL
  LEFT JOIN LATERAL (
       SELECT count(*) AS signed, jsonb_agg(to_jsonb(g.roles) ORDER BY g.position) AS roles,
              array_agg(g.person) || array_agg(g.principal) AS people
         FROM counting_consent o
         JOIN counting_consent_signature g ON g.site = o.site AND g.consent = o.id
        WHERE o.site = w.site AND o.plan = w.plan AND o.state = 'partly'
          AND o.lines @> l.lines) AS c ON true
 ORDER BY w.due_at NULLS LAST, w.since, w.plan LIMIT %(limit)s

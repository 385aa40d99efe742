-- Central rules that hold at an instant, each with the newest override of each site that has one
-- (one that has ended too, until a newer version stands).
SELECT s.code AS site_code, v.kind, v.code, c.content AS central, c.control, v.content AS local,
       v.central_approval, v.author, v.reason, v.ends_at, v.id,
       coalesce(v.ends_at <= %(at)s, false) AS ended, c.id AS central_id
  FROM (SELECT DISTINCT ON (site, kind, code) * FROM governance_policy_view
         WHERE site = ANY (%(sites)s::int[]) AND site <> 0 AND holds_from <= %(at)s
           AND (withdrawn_at IS NULL OR withdrawn_at > %(at)s)
         ORDER BY site, kind, code, version DESC) AS v
  JOIN governance_site s ON s.id = v.site
  LEFT JOIN governance_policy_view c ON c.site = 0 AND c.kind = v.kind AND c.code = v.code
       AND c.holds_from <= %(at)s AND (c.holds_to IS NULL OR c.holds_to > %(at)s)
 ORDER BY s.code, v.kind, v.code

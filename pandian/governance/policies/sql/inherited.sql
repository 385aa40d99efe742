-- Central rules that hold at an instant, and the sites that have no version of their own of them.
SELECT s.code AS site_code, c.kind, c.code, c.content, c.author, c.reason, c.id
  FROM governance_policy_view c
 CROSS JOIN governance_site s
 WHERE c.site = 0 AND c.holds_from <= %(at)s AND (c.holds_to IS NULL OR c.holds_to > %(at)s)
   AND s.id = ANY (%(sites)s::int[])
   AND NOT EXISTS (SELECT FROM governance_policy_view v
                    WHERE v.site = s.id AND v.kind = c.kind AND v.code = c.code
                      AND v.holds_from <= %(at)s
                      AND (v.withdrawn_at IS NULL OR v.withdrawn_at > %(at)s))
 ORDER BY s.code, c.kind, c.code

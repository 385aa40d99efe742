-- Versions of rules seen, newest version of each code first.
SELECT v.*, coalesce(s.code, '*') AS site_code
  FROM governance_policy_view v
  LEFT JOIN governance_site s ON s.id = v.site
 WHERE v.site = ANY (%(sites)s::int[])
   AND (%(kind)s = '' OR v.kind = %(kind)s) AND (%(code)s = '' OR v.code = %(code)s)
   AND (%(ids)s::uuid[] IS NULL OR v.id = ANY (%(ids)s::uuid[]))
 ORDER BY v.kind, v.code, v.site, v.version DESC
 LIMIT %(limit)s

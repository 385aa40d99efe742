-- Every list of lines of a plan that was posted by signatures or by a rule, newest first.
SELECT a.posting, a.signature, a.content_hash, a.lines, a.approved_at AS at
  FROM counting_approval a WHERE a.site = %(site)s AND a.plan = %(plan)s
 UNION ALL
SELECT r.posting, NULL, r.content_hash, r.lines, r.approved_at
  FROM counting_auto_approval r WHERE r.site = %(site)s AND r.plan = %(plan)s
 ORDER BY at DESC, posting

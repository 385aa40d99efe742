-- All approvals of a plan.
SELECT posting, signature, person, meaning, content_hash, lines, approved_at
  FROM counting_approval WHERE site = %(site)s AND plan = %(plan)s
 ORDER BY approved_at, posting

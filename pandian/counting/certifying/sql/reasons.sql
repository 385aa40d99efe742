-- Which causes were confirmed for which lines, by whom or by which rule, and what was posted.
SELECT r.id, r.line, r.variance, r.causes, r.actor, r.rule, r.posting, r.note, r.confirmed_at
  FROM counting_reason r
 WHERE r.site = %(site)s AND r.plan = %(plan)s
 ORDER BY r.confirmed_at, r.id

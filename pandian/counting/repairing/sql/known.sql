-- Reasons by id, with how their lines stand now.
SELECT r.id, r.plan, r.line, r.causes, r.posting, l.variance, l.verdict
  FROM counting_reason r JOIN counting_line l ON l.site = r.site AND l.id = r.line
 WHERE r.site = %(site)s AND r.id = ANY (%(ids)s::uuid[])

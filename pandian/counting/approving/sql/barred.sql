-- Who may not approve these lines, and why.
SELECT b.person, b.act, b.lines
  FROM counting_barred(%(site)s, %(plan)s, %(lines)s::bigint[], %(accounts)s::text[]) AS b
 ORDER BY b.person, b.act

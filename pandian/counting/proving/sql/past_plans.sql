-- Open plans of proofs of past days.
SELECT p.id AS plan
  FROM counting_plan p
  JOIN counting_task t ON t.site = p.site AND t.plan = p.id AND t.number = 1 AND t.kind = 'proof'
 WHERE p.site = %(site)s AND p.state = 'open'
   AND p.created_at < %(now)s::timestamptz - make_interval(days => 1 + %(days)s)
 ORDER BY p.created_at

-- What rules approved at sites, newest first.
SELECT a.posting, s.code AS site, a.plan, p.name AS plan_name, a.policy, a.code, a.version, a.name,
       a.amount, a.gross, a.amount_max, a.content_hash, cardinality(a.lines) AS lines,
       a.approved_at,
       EXISTS (SELECT FROM ledger_posting r WHERE r.site = a.site AND r.reverses = a.posting)
           AS reversed
  FROM counting_auto_approval a
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = a.site
  JOIN counting_plan p ON p.site = a.site AND p.id = a.plan
 WHERE (%(plan)s::uuid IS NULL OR a.plan = %(plan)s)
 ORDER BY a.approved_at DESC, a.posting LIMIT %(limit)s

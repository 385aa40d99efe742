-- Of these waiting lines of counts, those that a person may not approve, by whatever account.
SELECT w.plan, array_agg(DISTINCT x.line) AS lines
  FROM (SELECT g.site, g.plan, array_agg(g.line) AS lines
          FROM unnest(%(sites)s::int[], %(plans)s::uuid[], %(lines)s::bigint[])
               AS g (site, plan, line)
         GROUP BY g.site, g.plan) AS w
 CROSS JOIN LATERAL counting_barred(w.site, w.plan, w.lines,
            governance_accounts(%(person)s, w.site, %(now)s)) AS b
 CROSS JOIN LATERAL unnest(b.lines) AS x (line)
 GROUP BY w.plan

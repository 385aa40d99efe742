-- Who touched anything that was counted since then, at any of the sites.
SELECT DISTINCT a.actor
  FROM counting_risk_outcome o CROSS JOIN LATERAL unnest(o.actors) AS a (actor)
 WHERE o.site = ANY (%(sites)s::int[]) AND o.at >= %(since)s
 ORDER BY a.actor

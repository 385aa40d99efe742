-- Forget what the counts of holdings from `at` on taught: it is worked out again.
DELETE FROM counting_risk_outcome o
 USING unnest(%(holdings)s::bigint[], %(instants)s::timestamptz[]) AS d (holding, at)
 WHERE o.site = %(site)s AND o.holding = d.holding AND o.at >= d.at

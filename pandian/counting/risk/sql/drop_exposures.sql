-- Forget the exposures of holdings: they are worked out again.
DELETE FROM counting_risk_exposure e
 USING unnest(%(holdings)s::bigint[]) AS d (holding)
 WHERE e.site = %(site)s AND e.holding = d.holding

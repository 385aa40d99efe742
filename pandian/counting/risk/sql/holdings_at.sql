-- The holdings with exposures at the places given.
SELECT e.holding FROM unnest(%(places)s::bigint[]) AS p (id)
 CROSS JOIN LATERAL (SELECT e.holding FROM counting_risk_exposure e
                      WHERE e.site = %(site)s AND e.place = p.id OFFSET 0) AS e

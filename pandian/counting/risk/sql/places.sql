-- The places of a site (of a zone) where something was held, with the zone of each and the oldest
-- last count there; by zone, then in walking order.
WITH RECURSIVE down AS (
    SELECT p.id, p.code, p.sequence, p.kind, p.code AS zone FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.parent = 0
    UNION ALL
    SELECT p.id, p.code, p.sequence, p.kind, CASE WHEN p.kind = 'zone' THEN p.code ELSE d.zone END
      FROM down d JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = d.id
)
SELECT d.id, d.code, d.zone, e.counted_at
  FROM down d
 CROSS JOIN LATERAL (SELECT CASE WHEN bool_and(x.counted_at IS NOT NULL)
                                 THEN min(x.counted_at) END AS counted_at, count(*) AS n
                       FROM counting_risk_exposure x
                      WHERE x.site = %(site)s AND x.place = d.id OFFSET 0) AS e
 WHERE e.n > 0 AND d.kind <> 'in_transit'  -- nobody can walk to goods on the road
   AND (%(zone)s = '' OR d.zone = %(zone)s)
 ORDER BY d.zone, d.sequence, d.code
 LIMIT %(limit)s

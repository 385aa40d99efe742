-- The scores of the last night: what the floor has contradicted since its last count first, also
-- since that night, then the highest.
WITH urgent AS MATERIALIZED (
    SELECT e.holding FROM counting_risk_exposure e
     WHERE e.site = %(site)s AND e.short_at IS NOT NULL
    UNION
    SELECT h.id FROM lifecycle_count_request_view r
      JOIN catalog_place_view p ON p.site = r.site AND p.code = r.place
      JOIN catalog_item_view i ON i.code = r.item
      JOIN ledger_holding h ON h.site = r.site AND h.place = p.id AND h.item = i.id
      LEFT JOIN counting_risk_exposure e ON e.site = h.site AND e.holding = h.id
     WHERE r.site = %(site)s AND r.reason = 'short_pick'
       AND r.asked_at > coalesce(e.counted_at, '-infinity')
), chosen AS MATERIALIZED (
    SELECT s.*, true AS first FROM urgent u
      JOIN counting_risk_score s ON s.site = %(site)s AND s.holding = u.holding
    UNION ALL
    (SELECT s.*, s.urgent FROM counting_risk_score s
      WHERE s.site = %(site)s AND NOT EXISTS (SELECT FROM urgent u WHERE u.holding = s.holding)
        AND NOT EXISTS (SELECT FROM counting_risk_exposure e
                         WHERE e.site = s.site AND e.holding = s.holding
                           AND e.counted_at > s.scored_at)
      ORDER BY s.urgent DESC, s.score DESC, s.holding LIMIT %(limit)s)
)
SELECT c.holding, p.code AS place, i.code AS item, i.name AS item_name,
       coalesce(l.code, '') AS lot, c.probability, c.value, c.score, c.first AS urgent,
       e.counted_at, c.scored_at
  FROM chosen c
  JOIN ledger_holding h ON h.site = c.site AND h.id = c.holding
  JOIN catalog_place_view p ON p.site = c.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view l ON l.id = h.lot
  LEFT JOIN counting_risk_exposure e ON e.site = c.site AND e.holding = c.holding
 ORDER BY c.first DESC, c.score DESC, c.holding
 LIMIT %(limit)s

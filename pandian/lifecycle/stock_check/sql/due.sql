-- Zones with stock in or below them whose last finished round is older than an instant, or never
-- was.  A round of a place above counts for all below it.
WITH RECURSIVE stocked AS (
    SELECT DISTINCT p.id, p.code, p.kind, p.parent
      FROM ledger_balance b
      JOIN ledger_holding h ON h.site = b.site AND h.id = b.holding
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
     WHERE b.site = %(site)s AND b.on_hand > 0 AND h.physical
    UNION
    SELECT p.id, p.code, p.kind, p.parent FROM stocked s
      JOIN catalog_place_view p ON p.site = %(site)s AND p.id = s.parent
), above AS (
    SELECT z.code AS zone, z.id, z.parent FROM stocked z WHERE z.kind = 'zone'
    UNION ALL
    SELECT a.zone, p.id, p.parent FROM above a
      JOIN catalog_place_view p ON p.site = %(site)s AND p.id = a.parent
), last AS (
    SELECT a.zone, max(d.changed_at) AS at
      FROM above a
      JOIN catalog_place_view p ON p.site = %(site)s AND p.id = a.id
      LEFT JOIN lifecycle_document d ON d.site = %(site)s AND d.kind = 'stock_check'
       AND d.state = 'done' AND d.header ->> 'place' = p.code
     GROUP BY a.zone
)
SELECT l.zone AS place, l.at AS last
  FROM last l
 WHERE (l.at IS NULL OR l.at < %(before)s)
   AND NOT EXISTS (SELECT FROM above a
                     JOIN catalog_place_view p ON p.site = %(site)s AND p.id = a.id
                     JOIN lifecycle_document d ON d.site = %(site)s AND d.kind = 'stock_check'
                      AND d.state IN ('draft', 'running') AND d.header ->> 'place' = p.code
                    WHERE a.zone = l.zone AND %(unopened)s)
 ORDER BY l.at NULLS FIRST, l.zone COLLATE "C"

-- Claim what the lines of a document ask for, on the holdings where the goods stand.  One claim at
-- a time per site: a claim sees all that were made before it.
WITH alone AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(1818453351, %(site)s)
)
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT l.site, %(event)s, l.line, 0, l.document, h.id, l.asked
  FROM alone, lifecycle_line l
  JOIN catalog_place_view p ON p.site = l.site AND p.code = l.source
  JOIN catalog_item_view i ON i.code = l.item
  LEFT JOIN catalog_lot_view t ON t.item = i.id AND t.code = l.lot AND l.lot <> ''
  LEFT JOIN catalog_serial_view s ON s.item = i.id AND s.code = l.serial AND l.serial <> ''
  LEFT JOIN catalog_party_view o ON o.code = l.owner AND l.owner <> ''
  JOIN ledger_holding h ON h.site = l.site AND h.place = p.id AND h.item = i.id
   AND h.lot = coalesce(t.id, 0) AND h.serial = coalesce(s.id, 0) AND h.status = l.status
   AND h.owner = coalesce(o.id, 0)
 WHERE l.site = %(site)s AND l.document = %(document)s

-- Claim what the lines of a document ask for, on the holdings where the goods stand.  One claim at
-- a time per site: a claim sees all that were made before it.  Each line probes the indexes: a
-- join would trust statistics that new lots make wrong.
WITH alone AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(1818453351, %(site)s)
), line AS MATERIALIZED (
    SELECT l.line, l.document, l.asked, l.lot, l.serial, l.status,
           (SELECT p.id FROM catalog_place_view p
             WHERE p.site = %(site)s AND p.code = l.source) AS place,
           (SELECT i.id FROM catalog_item_view i WHERE i.code = l.item) AS item,
           CASE l.owner WHEN '' THEN 0 ELSE
               (SELECT o.id FROM catalog_party_view o WHERE o.code = l.owner) END AS owner
      FROM alone, lifecycle_line l
     WHERE l.site = %(site)s AND l.document = %(document)s AND l.source <> ''
), key AS MATERIALIZED (
    SELECT n.line, n.document, n.asked, n.place, n.item, n.status, n.owner,
           CASE n.lot WHEN '' THEN 0 ELSE (SELECT t.id FROM catalog_lot_view t
             WHERE t.item = n.item AND t.code = n.lot) END AS lot,
           CASE n.serial WHEN '' THEN 0 ELSE (SELECT s.id FROM catalog_serial_view s
             WHERE s.item = n.item AND s.code = n.serial) END AS serial
      FROM line n
), found AS MATERIALIZED (
    SELECT k.line, k.document, k.asked, (
        SELECT h.id FROM ledger_holding h
         WHERE h.site = %(site)s AND h.place = k.place AND h.item = k.item AND h.lot = k.lot
           AND h.serial = k.serial AND h.status = k.status AND h.owner = k.owner) AS holding
      FROM key k
)
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT %(site)s, %(event)s, f.line, 0, f.document, f.holding, f.asked
  FROM found f WHERE f.holding IS NOT NULL

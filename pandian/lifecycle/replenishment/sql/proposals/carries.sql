-- What fills the pick faces of a site: each face's want and each bulk bin's stock are laid end to
-- end per item, and where the two stretches overlap, so much is carried.  Own stock only; expired
-- lots, claimed units and paused bins are left out.  Twin: replenishment/rules.py propose.
WITH face AS MATERIALIZED (
    SELECT f.place, f.item, f.minimum, f.maximum, i.id AS item_id, p.id AS place_id
      FROM lifecycle_pick_face f
      JOIN catalog_item_view i ON i.code = f.item
      JOIN catalog_place_view p ON p.site = f.site AND p.code = f.place AND p.active
     WHERE f.site = %(site)s
       AND p.id NOT IN (SELECT z.place FROM lifecycle_paused(%(site)s) AS z)
), coming AS MATERIALIZED (
    SELECT l.item, l.attributes ->> 'target' AS place,
           sum(l.asked - coalesce((SELECT sum(a.quantity) FROM lifecycle_amount a
                                    WHERE a.site = l.site AND a.document = l.document
                                      AND a.line = l.line AND a.measure = 'moved'), 0)) AS units
      FROM lifecycle_document d
      JOIN lifecycle_line l ON l.site = d.site AND l.document = d.id
     WHERE d.site = %(site)s AND d.kind = 'relocation' AND d.state IN ('draft', 'running')
     GROUP BY 1, 2
), stock AS MATERIALIZED (
    SELECT p.code AS place, p.id AS place_id, p.sequence, i.code AS item, h.item AS item_id,
           coalesce(t.code, '') AS lot, coalesce(s.code, '') AS serial, t.expires_on,
           b.on_hand - coalesce((SELECT sum(c.quantity) FROM lifecycle_claim c
                                  WHERE c.site = h.site AND c.holding = h.id), 0) AS available
      FROM (SELECT DISTINCT item_id FROM face) w
      JOIN ledger_holding h ON h.site = %(site)s AND h.item = w.item_id
       AND h.status = 'accepted' AND h.owner = 0
      JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place AND p.active
       AND p.kind IN ('bin', 'piece_bin', 'zone')
      JOIN catalog_item_view i ON i.id = h.item
      LEFT JOIN catalog_lot_view t ON t.id = h.lot
      LEFT JOIN catalog_serial_view s ON s.id = h.serial
     WHERE t.expires_on IS NULL OR t.expires_on >= %(today)s
), want AS (
    SELECT f.item, f.place, f.maximum - f.there AS units,
           sum(f.maximum - f.there) OVER (PARTITION BY f.item ORDER BY f.place COLLATE "C") AS upto
      FROM (SELECT f.*, coalesce((SELECT sum(s.available) FROM stock s
                                   WHERE s.place_id = f.place_id AND s.item_id = f.item_id), 0)
                   + coalesce((SELECT c.units FROM coming c
                                WHERE c.place = f.place AND c.item = f.item), 0) AS there
              FROM face f) f
     WHERE f.there < f.minimum
), bulk AS (
    SELECT s.*, sum(s.available) OVER (
               PARTITION BY s.item ORDER BY s.expires_on NULLS LAST, s.sequence,
               s.place COLLATE "C", s.lot COLLATE "C", s.serial COLLATE "C") AS upto
      FROM stock s
     WHERE s.available > 0
       AND s.place_id NOT IN (SELECT z.place FROM lifecycle_paused(%(site)s) AS z)
       AND NOT EXISTS (SELECT FROM face f
                        WHERE f.place_id = s.place_id AND f.item_id = s.item_id)
)
SELECT b.item, b.lot, b.serial, b.place AS source, w.place AS target,
       (least(b.upto, w.upto) - greatest(b.upto - b.available, w.upto - w.units))::bigint
       AS quantity
  FROM want w
  JOIN bulk b ON b.item = w.item AND b.upto > w.upto - w.units AND b.upto - b.available < w.upto
 ORDER BY w.item COLLATE "C", w.place COLLATE "C", b.upto

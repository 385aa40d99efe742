-- Which holdings may each statement mean?  `mine`: no finer statement of the same person and round
-- speaks of that holding.
WITH there AS MATERIALIZED (
    SELECT h.id, h.place, h.item, h.lot, h.serial, h.status, h.owner FROM ledger_holding h
     WHERE h.site = %(site)s AND h.place = ANY (ARRAY(SELECT DISTINCT place FROM counting_said))
       AND (%(lots)s::bigint[] IS NULL OR h.lot = ANY (%(lots)s::bigint[]))
), fit AS (
    SELECT s.*, h.id AS holding, h.lot AS h_lot, h.serial AS h_serial, h.status AS h_status,
           h.owner AS h_owner
      FROM counting_said s
      JOIN there h ON h.place = s.place AND h.item = s.item AND h.lot = s.lot
       AND h.serial = s.serial
    UNION ALL
    SELECT s.*, h.id, h.lot, h.serial, h.status, h.owner
      FROM counting_said s
      JOIN there h ON h.place = s.place AND h.item = s.item
       AND (s.lot IS NULL OR h.lot = s.lot) AND (s.serial IS NULL OR h.serial = s.serial)
     WHERE num_nonnulls(s.lot, s.serial) < 2
)
INSERT INTO counting_pair (said, holding, at, mine)
SELECT f.said, f.holding, f.at,
       f.detail = f.finest OR NOT EXISTS (
           SELECT 1 FROM counting_said o
            WHERE o.person = f.person AND o.round = f.round AND o.place = f.place
              AND o.item = f.item AND o.detail > f.detail
              AND (o.lot IS NULL OR o.lot = f.h_lot)
              AND (o.serial IS NULL OR o.serial = f.h_serial)
              AND (o.status IS NULL OR o.status = f.h_status)
              AND (o.owner IS NULL OR o.owner = f.h_owner))
  FROM fit f
 WHERE (f.status IS NULL OR f.h_status = f.status) AND (f.owner IS NULL OR f.h_owner = f.owner)

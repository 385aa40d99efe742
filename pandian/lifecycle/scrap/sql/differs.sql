-- The lines whose last count of the red zone is not what the book has there now (of one
-- event, or the last count).  Several lines of one holding are counted together.
WITH last AS MATERIALIZED (
    SELECT coalesce(%(event)s::uuid, (
        SELECT e.id FROM lifecycle_event e
         WHERE e.site = %(site)s AND e.document = %(document)s AND e.action = 'count'
         ORDER BY e.seq DESC LIMIT 1)) AS id
), line AS MATERIALIZED (
    SELECT l.line, l.item, l.lot, l.serial, l.owner, l.source, l.status,
           coalesce((SELECT sum(a.quantity) FROM lifecycle_amount a
                      WHERE a.site = %(site)s AND a.document = l.document AND a.line = l.line
                        AND a.measure = 'counted'
                        AND a.event::text = (SELECT id::text FROM last)), 0) AS counted
      FROM lifecycle_line l
     WHERE l.site = %(site)s AND l.document = %(document)s
), key AS MATERIALIZED (
    SELECT n.line, n.counted, n.status,
           sum(n.counted) OVER (PARTITION BY n.item, n.lot, n.serial, n.owner, n.source)
               AS together,
           (SELECT p.id FROM catalog_place_view p
             WHERE p.site = %(site)s AND p.code = n.source) AS place,
           (SELECT i.id FROM catalog_item_view i WHERE i.code = n.item) AS item,
           CASE n.owner WHEN '' THEN 0 ELSE
               (SELECT o.id FROM catalog_party_view o WHERE o.code = n.owner) END AS owner,
           n.lot, n.serial
      FROM line n
)
SELECT k.line
  FROM key k
 WHERE k.together <> coalesce((
        SELECT b.on_hand
          FROM ledger_holding h
          JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id
         WHERE h.site = %(site)s AND h.place = k.place AND h.item = k.item
           AND h.status = k.status AND h.owner = k.owner
           AND h.lot = CASE k.lot WHEN '' THEN 0 ELSE (
               SELECT t.id FROM catalog_lot_view t WHERE t.item = k.item AND t.code = k.lot) END
           AND h.serial = CASE k.serial WHEN '' THEN 0 ELSE (
               SELECT s.id FROM catalog_serial_view s
                WHERE s.item = k.item AND s.code = k.serial) END), 0)
 ORDER BY k.line

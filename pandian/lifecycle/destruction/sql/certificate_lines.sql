-- What a destruction destroyed: by item, lot and serial, with names and dates as they are now.
-- Masters are probed line by line: a join would trust statistics that new lots make wrong.
WITH gone AS MATERIALIZED (
    SELECT a.line, a.lot, a.serial, sum(a.quantity)::bigint AS quantity
      FROM lifecycle_amount a
     WHERE a.site = %(site)s AND a.document = %(document)s AND a.measure = 'destroyed'
     GROUP BY a.line, a.lot, a.serial
), named AS MATERIALIZED (
    SELECT g.line, g.lot, g.serial, g.quantity, l.item, l.owner, i.id, i.name, i.name_en, i.unit
      FROM gone g
     CROSS JOIN LATERAL (
            SELECT x.item, x.owner FROM lifecycle_line x
             WHERE x.site = %(site)s AND x.document = %(document)s AND x.line = g.line
            OFFSET 0) l
     CROSS JOIN LATERAL (
            SELECT c.id, c.name, c.name_en, c.unit FROM catalog_item_view c
             WHERE c.code = l.item OFFSET 0) i
)
SELECT n.line, n.item, n.name, n.name_en, n.unit, n.lot, n.serial, t.made_on, t.expires_on,
       n.owner, n.quantity
  FROM named n
  LEFT JOIN LATERAL (
        SELECT c.made_on, c.expires_on FROM catalog_lot_view c
         WHERE c.item = n.id AND c.code = n.lot OFFSET 0) t ON true
 ORDER BY n.line, n.lot, n.serial

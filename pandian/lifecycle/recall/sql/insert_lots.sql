-- Write what a recall is about, by ids.
INSERT INTO lifecycle_recall_lot (site, recall, line, item, lot, serial)
SELECT %(site)s, %(recall)s, k.line, k.item, k.lot, k.serial
  FROM unnest(%(lines)s::integer[], %(items)s::bigint[], %(lots)s::bigint[],
              %(serials)s::bigint[]) AS k (line, item, lot, serial)

-- Recalls of the same goods that are not closed yet.
SELECT k.n, d.number
  FROM unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
       WITH ORDINALITY AS k (item, lot, serial, n)
  JOIN lifecycle_recall_lot r ON r.item = k.item AND r.lot = k.lot AND r.serial = k.serial
  JOIN lifecycle_document d ON d.site = r.site AND d.id = r.recall
   AND d.state IN ('opened', 'effective', 'told', 'decided')
 ORDER BY k.n

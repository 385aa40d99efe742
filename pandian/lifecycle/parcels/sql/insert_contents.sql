-- Write what lies in the parcels of one packing: what its facts say, parcel by parcel.
INSERT INTO lifecycle_unit_content (site, unit, line, lot, serial, quantity)
SELECT %(site)s, g.code, a.line, a.lot, a.serial, sum(a.quantity)
  FROM unnest(%(codes)s::text[], %(parcels)s::text[]) AS g (code, parcel)
  JOIN lifecycle_amount a ON a.site = %(site)s AND a.event = %(event)s
   AND a.measure = 'packed' AND a.note = g.parcel
 GROUP BY g.code, a.line, a.lot, a.serial

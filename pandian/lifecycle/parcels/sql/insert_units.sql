-- Write the parcels of one packing.
INSERT INTO lifecycle_unit (site, code, kind, document, event, parcel, place, seal, temperature,
                            packed_by, at)
SELECT %(site)s, g.code, 'parcel', %(document)s, %(event)s, g.parcel, %(place)s, g.seal,
       g.temperature, %(actor)s, %(now)s
  FROM unnest(%(codes)s::text[], %(parcels)s::text[], %(seals)s::text[], %(temperatures)s::text[])
       AS g (code, parcel, seal, temperature)

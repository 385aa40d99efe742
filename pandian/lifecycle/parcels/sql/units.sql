-- The handling units of a document's last packing, with what lies in each, and with the weight and
-- the photos that its packer's evidence says.
SELECT u.code, u.kind, u.parcel, u.parent, u.place, u.seal, u.temperature, u.packed_by, u.at,
       u.event, (
       SELECT coalesce(jsonb_agg(jsonb_build_array(c.line, c.lot, c.serial, c.quantity)
                                 ORDER BY c.line, c.lot, c.serial), '[]')
         FROM lifecycle_unit_content c WHERE c.site = u.site AND c.unit = u.code) AS content,
       coalesce(said.parcel->>'weight_grams', '') AS weight_grams,
       coalesce(said.parcel->>'photos', '') AS photos
  FROM lifecycle_unit u
  LEFT JOIN LATERAL (
       SELECT p AS parcel FROM lifecycle_event e
        CROSS JOIN LATERAL jsonb_array_elements(e.payload->'evidence'->'parcels') AS p
        WHERE e.site = u.site AND e.id = u.event AND p->>'parcel' = u.parcel
        LIMIT 1) AS said ON true
 WHERE u.site = %(site)s AND u.document = %(document)s
   AND u.event = (SELECT e.id FROM lifecycle_event e
                   WHERE e.site = %(site)s AND e.document = %(document)s AND e.action = 'pack'
                   ORDER BY e.seq DESC LIMIT 1)
 ORDER BY u.code

-- Write the facts of one event, in the order given.
INSERT INTO lifecycle_amount (site, event, n, document, line, measure, quantity, lot, serial,
                              source, place, note, posted)
SELECT %(site)s, %(event)s, g.n, %(document)s, g.line, g.measure, g.quantity, g.lot, g.serial,
       g.source, g.place, g.note, g.posted
  FROM unnest(%(lines)s::integer[], %(measures)s::text[], %(quantities)s::bigint[],
              %(lots)s::text[], %(serials)s::text[], %(sources)s::text[], %(places)s::text[],
              %(notes)s::text[], %(posted)s::boolean[])
       WITH ORDINALITY AS g (line, measure, quantity, lot, serial, source, place, note, posted, n)

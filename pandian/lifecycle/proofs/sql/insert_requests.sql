-- Ask for counts; what the same event has asked already is left alone.
INSERT INTO lifecycle_count_request (site, id, event, document, reason, place, item, lot, note,
       asked_by, asked_at)
SELECT %(site)s, g.id, %(event)s, %(document)s, %(reason)s, g.place, g.item, g.lot, %(note)s,
       %(actor)s, %(now)s
  FROM unnest(%(ids)s::uuid[], %(places)s::text[], %(items)s::text[], %(lots)s::text[])
       AS g (id, place, item, lot)
    ON CONFLICT (site, event, reason, place, item, lot) DO NOTHING

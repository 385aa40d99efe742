-- Note what a pass over known stock read; said again it replaces.
INSERT INTO capture_rfid_trial (site, pass, reader_kind, item_class, place_kind, present, read,
       person, noted_at)
SELECT %(site)s, %(pass)s, g.reader_kind, g.item_class, g.place_kind, g.present, g.read,
       %(person)s, %(now)s
  FROM unnest(%(reader_kinds)s::text[], %(item_classes)s::text[], %(place_kinds)s::text[],
              %(present)s::bigint[], %(read)s::bigint[])
       AS g (reader_kind, item_class, place_kind, present, read)
    ON CONFLICT (site, pass, item_class, place_kind) DO UPDATE
   SET present = excluded.present, read = excluded.read, person = excluded.person,
       noted_at = excluded.noted_at

-- Keep a shift; a known id is given its new content.
INSERT INTO counting_shift (site, id, person, weekdays, starts, ends, counting_percent,
       valid_from, valid_to, made_by, made_at)
VALUES (%(site)s, %(id)s, %(person)s, %(weekdays)s::smallint[], %(starts)s, %(ends)s, %(percent)s,
       %(valid_from)s, %(valid_to)s, %(actor)s, %(now)s)
    ON CONFLICT (site, id) DO UPDATE
   SET person = excluded.person, weekdays = excluded.weekdays, starts = excluded.starts,
       ends = excluded.ends, counting_percent = excluded.counting_percent,
       valid_from = excluded.valid_from, valid_to = excluded.valid_to

-- Keep a day that is not as the week says.
INSERT INTO counting_calendar (site, day, working, note, made_by, made_at)
VALUES (%(site)s, %(day)s, %(working)s, %(note)s, %(actor)s, %(now)s)
    ON CONFLICT (site, day) DO UPDATE SET working = excluded.working, note = excluded.note,
       made_by = excluded.made_by, made_at = excluded.made_at

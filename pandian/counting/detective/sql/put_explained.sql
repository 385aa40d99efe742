-- Note when the differences of a plan were looked into last: all of them.
INSERT INTO counting_explained (site, plan, explained_at, lines, done)
VALUES (%(site)s, %(plan)s, %(now)s, %(done)s, %(done)s)
    ON CONFLICT (site, plan) DO UPDATE
   SET explained_at = excluded.explained_at, lines = excluded.lines, done = excluded.done

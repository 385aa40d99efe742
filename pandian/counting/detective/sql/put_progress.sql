-- Note how many of the lines that differ were looked into so far; when all were, is noted last.
INSERT INTO counting_explained AS e (site, plan, explained_at, lines, done)
VALUES (%(site)s, %(plan)s, '-infinity', %(lines)s, %(done)s)
    ON CONFLICT (site, plan) DO UPDATE SET lines = excluded.lines, done = excluded.done

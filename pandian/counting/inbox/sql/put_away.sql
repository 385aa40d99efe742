-- Put rows away up to the state that was shown; what was put away later stays.
INSERT INTO counting_inbox_read AS r (site, person, kind, subject, seen_to, read_at)
SELECT x.site, %(person)s, x.kind, x.subject, x.at, %(now)s
  FROM unnest(%(sites)s::int[], %(kinds)s::text[], %(subjects)s::text[], %(at)s::timestamptz[])
       AS x (site, kind, subject, at)
    ON CONFLICT (site, person, kind, subject) DO UPDATE
   SET seen_to = greatest(r.seen_to, excluded.seen_to), read_at = excluded.read_at

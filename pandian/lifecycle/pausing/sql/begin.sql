-- Begin a pause.
INSERT INTO lifecycle_pause (site, id, place, reason, begun_by, begun_at, until)
VALUES (%(site)s, %(id)s, %(place)s, %(reason)s, %(actor)s, %(now)s::timestamptz,
        %(now)s::timestamptz + make_interval(mins => %(minutes)s::integer))

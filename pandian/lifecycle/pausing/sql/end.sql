-- End a pause that still stands; a second end writes nothing.
INSERT INTO lifecycle_pause_end (site, pause, ended_by, ended_at)
VALUES (%(site)s, %(id)s, %(actor)s, %(now)s::timestamptz)
ON CONFLICT DO NOTHING

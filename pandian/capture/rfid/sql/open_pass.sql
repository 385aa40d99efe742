-- Open a pass, or lock a known one so that its parts come in one after another.
INSERT INTO capture_rfid_pass (site, id, reader, reader_kind, task, place, started_at, ended_at,
       person, received_at, open)
VALUES (%(site)s, %(id)s, %(reader)s, %(reader_kind)s, %(task)s, %(place)s, %(started_at)s,
        %(ended_at)s, %(person)s, %(now)s, %(open)s)
    ON CONFLICT (id) DO NOTHING
RETURNING id

-- Make sure the device is known, then lock it, so that its pushes are taken one by one.
WITH opened AS (
    INSERT INTO capture_install (id, actor, site, opened_at, last_seen_at)
    VALUES (%(install)s, %(actor)s, %(site)s, %(now)s, %(now)s)
        ON CONFLICT (id) DO NOTHING
    RETURNING id, actor, site, state, last_seq, acked_seq, offset_ms
)
SELECT * FROM opened

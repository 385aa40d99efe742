-- A study with its question, sizes and the hash that fixes its frame.
INSERT INTO counting_sample (site, id, kind, request, design, frame_at, frame_hash,
                             created_by, created_at)
VALUES (%(site)s, %(id)s, %(kind)s, %(request)s, %(design)s, %(at)s, %(frame_hash)s,
        %(actor)s, %(now)s)
    ON CONFLICT (site, id) DO NOTHING

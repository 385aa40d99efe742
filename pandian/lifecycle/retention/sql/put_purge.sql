-- Propose a purge, once.
INSERT INTO lifecycle_purge (site, id, before, digests, digest, reason, actor, at, kind)
VALUES (%(site)s, %(id)s, %(before)s, %(digests)s::bytea[], %(digest)s, %(reason)s, %(actor)s,
        %(at)s, %(kind)s)
    ON CONFLICT DO NOTHING

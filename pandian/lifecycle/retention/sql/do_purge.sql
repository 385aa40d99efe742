-- Note that a purge was done, once.
INSERT INTO lifecycle_purge_done (site, purge, photos, bytes, actor, signature, at)
VALUES (%(site)s, %(purge)s, %(photos)s, %(bytes)s, %(actor)s, %(signature)s, %(at)s)
    ON CONFLICT DO NOTHING

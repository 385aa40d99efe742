-- Release a legal hold, once.
INSERT INTO lifecycle_legal_release (site, hold, reason, actor, signature, at)
VALUES (%(site)s, %(hold)s, %(reason)s, %(actor)s, %(signature)s, %(at)s)
    ON CONFLICT DO NOTHING

-- Place a legal hold, once.
INSERT INTO lifecycle_legal_hold
       (site, id, cause, item, lot, document, reason, actor, signature, at)
VALUES (%(site)s, %(id)s, %(cause)s, %(item)s, %(lot)s, %(document)s, %(reason)s, %(actor)s,
        %(signature)s, %(at)s)
    ON CONFLICT DO NOTHING

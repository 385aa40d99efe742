-- Keep a certificate as it was made.
INSERT INTO lifecycle_certificate (site, document, event, content_hash, body, made_at)
VALUES (%(site)s, %(document)s, %(event)s, %(content_hash)s, %(body)s::jsonb, %(now)s)

-- The certificate of a destruction.
SELECT document, content_hash, made_at, body FROM lifecycle_certificate
 WHERE site = %(site)s AND document = %(document)s

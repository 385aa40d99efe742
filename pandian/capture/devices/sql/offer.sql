-- Keep an invitation for one phone.
INSERT INTO capture_enrolment (id, digest, site, person, created_by, created_at, expires_at)
VALUES (%(id)s, %(digest)s, %(site)s, %(person)s, %(actor)s, %(now)s, %(expires_at)s)

-- Keep one more signature of the collection.
INSERT INTO counting_consent_signature (site, consent, position, person, principal, roles, meaning,
       signature, at)
VALUES (%(site)s, %(consent)s, %(position)s, %(person)s, %(principal)s, %(roles)s::text[],
        %(meaning)s, %(signature)s, %(now)s)

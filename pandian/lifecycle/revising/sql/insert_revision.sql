-- Keep what a document said before and after a revision.
INSERT INTO lifecycle_revision (site, document, seq, event, before, before_hash, after, after_hash)
VALUES (%(site)s, %(document)s, %(seq)s, %(event)s, %(before)s::jsonb, %(before_hash)s,
        %(after)s::jsonb, %(after_hash)s)

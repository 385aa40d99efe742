-- Keep who approved which content.
INSERT INTO counting_approval (site, plan, posting, signature, person, meaning, content_hash,
       lines, approved_at)
VALUES (%(site)s, %(plan)s, %(posting)s, %(signature)s, %(person)s, %(meaning)s,
        %(content_hash)s, %(lines)s::bigint[], %(at)s)

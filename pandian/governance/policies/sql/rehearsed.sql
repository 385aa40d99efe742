-- Note the rehearsal of a version, and where its evidence stands.
UPDATE governance_policy SET rehearsed_at = %(at)s, rehearsed_by = %(actor)s,
       evidence = %(evidence)s
 WHERE site = %(site)s AND id = %(id)s AND approved_at IS NULL AND withdrawn_at IS NULL

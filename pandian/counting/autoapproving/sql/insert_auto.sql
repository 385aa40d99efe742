-- Keep what a rule approved, with the version and the amounts.
INSERT INTO counting_auto_approval (site, posting, plan, policy, code, version, name, amount,
       gross, amount_max, content_hash, lines, approved_at)
VALUES (%(site)s, %(posting)s, %(plan)s, %(policy)s, %(code)s, %(version)s, %(name)s, %(amount)s,
        %(gross)s, %(amount_max)s, %(content_hash)s, %(lines)s::bigint[], %(now)s)

-- Let one person stand in for another.
INSERT INTO governance_delegation (site, id, principal, stand_in, capability, amount_max,
       valid_from, valid_to, reason, given_by)
VALUES (%(site)s, %(id)s, %(principal)s, %(stand_in)s, %(capability)s, %(amount_max)s, %(now)s,
        %(valid_to)s, %(reason)s, %(actor)s)

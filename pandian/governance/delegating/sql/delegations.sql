-- Delegations at sites, newest first; those of one stand-in, those that live at an instant.
SELECT site, id, principal, stand_in, capability, amount_max, valid_from, valid_to, reason, ended_at
  FROM governance_delegation
 WHERE site = ANY (%(sites)s::int[])
   AND (%(stand_in)s = '' OR stand_in = %(stand_in)s)
   AND (%(at)s::timestamptz IS NULL
        OR (valid_from <= %(at)s AND valid_to > %(at)s AND ended_at IS NULL))
 ORDER BY valid_from DESC, id
 LIMIT 1000

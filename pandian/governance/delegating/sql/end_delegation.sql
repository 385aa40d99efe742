-- End a delegation now.
UPDATE governance_delegation SET ended_at = %(now)s
 WHERE site = ANY (%(sites)s::int[]) AND id = %(id)s AND ended_at IS NULL
   AND (site = ANY (%(ruled)s::int[]) OR principal = %(actor)s)
RETURNING site

-- Set when a version takes effect: at the instant given, or (NULL) at once.
UPDATE governance_policy SET effective_from = coalesce(%(from)s::timestamptz, clock_timestamp()),
       scheduled_by = %(actor)s
 WHERE site = %(site)s AND id = %(id)s AND approved_at IS NOT NULL AND effective_from IS NULL
   AND withdrawn_at IS NULL
RETURNING effective_from

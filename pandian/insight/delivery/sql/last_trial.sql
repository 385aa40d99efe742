-- When a channel was last tried out.
SELECT max(created_at) AS at FROM insight_message
 WHERE site = %(site)s AND channel = %(channel)s AND trial

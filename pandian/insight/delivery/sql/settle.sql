-- Note what became of one try of a message, unless another has taken it since.
UPDATE insight_message
   SET state = %(state)s, why = %(why)s, next_at = %(next_at)s,
       ended_at = CASE WHEN %(state)s <> 'waiting' THEN %(now)s::timestamptz END
 WHERE site = %(site)s AND id = %(id)s AND state = 'waiting' AND tries = %(tries)s
   AND again = %(again)s

-- Signatures for another content of any of these lines are void.
UPDATE counting_consent SET state = 'void', ended_at = %(now)s
 WHERE site = %(site)s AND plan = %(plan)s AND state = 'partly'
   AND content_hash <> %(content_hash)s AND lines && %(lines)s::bigint[]
RETURNING id

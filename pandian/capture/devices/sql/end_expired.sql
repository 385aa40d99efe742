-- What ran out and belongs to somebody else is free again.
UPDATE capture_lease SET ended_at = %(now)s
 WHERE task = ANY (%(tasks)s::uuid[]) AND ended_at IS NULL AND expires_at <= %(now)s
   AND install <> %(install)s

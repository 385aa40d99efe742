-- A device was heard of: when, how far its clock is off, what it runs, what it has drawn.
UPDATE capture_install
   SET last_seen_at = greatest(last_seen_at, %(now)s),
       offset_ms = coalesce(%(offset_ms)s::bigint, offset_ms),
       app_version = CASE WHEN %(version)s = '' THEN app_version ELSE %(version)s END,
       last_seq = greatest(last_seq, %(last_seq)s)
 WHERE id = %(install)s
RETURNING acked_seq, last_seq, state

-- Note that a reader was heard of.
UPDATE capture_rfid_reader SET last_seen_at = greatest(last_seen_at, %(now)s)
 WHERE site = %(site)s AND code = %(code)s

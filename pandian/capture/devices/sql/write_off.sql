-- Give a device up: what it still holds will not come, its holes no longer stop a close.
UPDATE capture_install
   SET state = 'written_off', written_off_by = %(actor)s, written_off_for = %(reason)s
 WHERE id = %(install)s AND site = ANY (%(sites)s::int[]) AND state <> 'written_off'
RETURNING site

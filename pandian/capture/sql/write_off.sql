-- Give a device up: what it still holds will not come, its holes no longer stop a close.
UPDATE capture_install SET state = 'written_off'
 WHERE id = %(install)s AND site = ANY (%(sites)s::int[])

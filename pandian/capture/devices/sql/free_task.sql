-- A task that is given to somebody leaves the devices of all others.
UPDATE capture_lease SET ended_at = %(now)s
 WHERE task = %(task)s AND ended_at IS NULL AND person <> %(person)s

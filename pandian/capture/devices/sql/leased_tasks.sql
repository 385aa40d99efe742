-- The tasks that an install holds or has held in the last month.
SELECT DISTINCT task FROM capture_lease
 WHERE install = %(install)s AND taken_at > %(since)s
 ORDER BY task
 LIMIT %(limit)s

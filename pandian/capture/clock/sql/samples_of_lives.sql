-- All samples of these page lives, the newest first where there are very many.
SELECT origin, mono_ms, wall_ms, offset_ms, error_ms FROM capture_sample
 WHERE install = %(install)s AND origin = ANY (%(origins)s::uuid[])
 ORDER BY at DESC
 LIMIT %(limit)s

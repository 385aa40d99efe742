-- Samples of any life around a span of time: those inside, and the next on either side.
(SELECT at, offset_ms, error_ms FROM capture_sample
  WHERE install = %(install)s AND at < %(first)s ORDER BY at DESC LIMIT 1)
UNION ALL
(SELECT at, offset_ms, error_ms FROM capture_sample
  WHERE install = %(install)s AND at >= %(first)s AND at <= %(last)s
  ORDER BY at LIMIT %(limit)s)
UNION ALL
(SELECT at, offset_ms, error_ms FROM capture_sample
  WHERE install = %(install)s AND at > %(last)s ORDER BY at LIMIT 1)

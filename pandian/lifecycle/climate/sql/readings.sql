-- The readings of a site in a span, oldest first; of one place when it is named.
SELECT id, place, read_at, temperature, humidity, outside, note, person FROM lifecycle_reading
 WHERE site = %(site)s AND read_at >= %(since)s AND read_at < %(until)s
   AND (%(place)s::text IS NULL OR place = %(place)s)
 ORDER BY read_at, place LIMIT %(limit)s

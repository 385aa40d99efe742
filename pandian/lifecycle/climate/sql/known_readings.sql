-- Readings by their ids.
SELECT id, place, temperature, humidity, note FROM lifecycle_reading
 WHERE site = %(site)s AND id = ANY (%(ids)s::uuid[])

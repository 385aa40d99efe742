-- One photo at these sites (of one person, where only his own are shown).
SELECT type, content, person, received_at FROM capture_photo
 WHERE sha256 = %(sha256)s AND site = ANY (%(sites)s::int[])
   AND (%(person)s::text IS NULL OR person = %(person)s)
 ORDER BY site
 LIMIT 1

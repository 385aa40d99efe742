-- Which of these findings were taken up.
SELECT key FROM lifecycle_raised
 WHERE site = %(site)s AND source = %(source)s AND key = ANY (%(keys)s::text[])

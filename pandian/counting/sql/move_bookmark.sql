-- Move a bookmark on.
UPDATE counting_bookmark SET position = %(position)s WHERE site = %(site)s AND name = %(name)s

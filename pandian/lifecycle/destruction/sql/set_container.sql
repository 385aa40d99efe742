-- Say which container the lines of a new destruction go into.
UPDATE lifecycle_line SET target = %(container)s
 WHERE site = %(site)s AND document = %(document)s

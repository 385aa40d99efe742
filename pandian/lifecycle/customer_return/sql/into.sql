-- All goods of a return come into the place that its head names.
UPDATE lifecycle_line SET target = %(place)s
 WHERE site = %(site)s AND document = %(document)s

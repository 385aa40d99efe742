-- Write on every line of a new transfer where its goods will be on the way.
UPDATE lifecycle_line SET target = %(target)s
 WHERE site = %(site)s AND document = %(document)s

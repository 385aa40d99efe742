-- Write on the inputs of a new order where they will be in process; outputs keep their place.
UPDATE lifecycle_line SET target = %(target)s
 WHERE site = %(site)s AND document = %(document)s AND source <> ''

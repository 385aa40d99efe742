-- The number of a new order.
SELECT number FROM lifecycle_document WHERE site = %(site)s AND id = %(document)s

-- One study under lock.
SELECT state FROM counting_sample WHERE site = %(site)s AND id = %(id)s FOR UPDATE

-- Whether an action of this id was done before.
SELECT 1 AS done FROM lifecycle_event WHERE site = %(site)s AND id = %(id)s

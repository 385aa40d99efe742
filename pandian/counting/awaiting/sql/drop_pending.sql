-- Nothing waits any more in these counts of a site.
DELETE FROM counting_pending WHERE site = %(site)s AND plan <> ALL (%(plans)s::uuid[])

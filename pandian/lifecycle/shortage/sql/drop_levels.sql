-- Take reorder levels of a site away.
DELETE FROM lifecycle_reorder_level WHERE site = %(site)s AND item = ANY (%(items)s::text[])

-- Note that the plan was settled.
UPDATE counting_plan SET settled_at = %(now)s WHERE site = %(site)s AND id = %(plan)s

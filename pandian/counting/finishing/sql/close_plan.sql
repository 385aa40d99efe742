-- Close a plan.
UPDATE counting_plan SET state = 'closed', closed_by = %(actor)s, closed_at = %(now)s
 WHERE site = %(site)s AND id = %(plan)s AND state = 'open'

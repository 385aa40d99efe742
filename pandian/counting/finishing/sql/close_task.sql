-- Close open tasks.
UPDATE counting_task SET state = 'closed', closed_by = %(actor)s, closed_at = %(now)s
 WHERE site = %(site)s AND state = 'open'
   AND (id = %(task)s::uuid OR (%(task)s::uuid IS NULL AND plan = %(plan)s))

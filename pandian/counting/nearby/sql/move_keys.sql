-- What a recount asks for at that place goes with it.
UPDATE counting_task_key SET task = %(id)s
 WHERE site = %(site)s AND task = %(task)s AND place = %(place)s

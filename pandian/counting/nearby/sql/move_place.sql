-- A place goes over to the task that was split off.
UPDATE counting_task_place SET task = %(id)s
 WHERE site = %(site)s AND task = %(task)s AND place = %(place)s

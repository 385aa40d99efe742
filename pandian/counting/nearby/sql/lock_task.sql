-- Lock a task: nobody gives, takes back or splits it meanwhile.
SELECT id FROM counting_task WHERE site = %(site)s AND id = %(task)s FOR UPDATE

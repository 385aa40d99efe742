-- Note that leads were told of tasks that will not be done in time; each once.
UPDATE counting_dispatch d SET escalated_at = %(now)s
 WHERE d.site = %(site)s AND d.task = ANY (%(tasks)s::uuid[]) AND d.escalated_at IS NULL
RETURNING d.task

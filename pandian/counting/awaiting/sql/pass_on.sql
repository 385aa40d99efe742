-- What is due and was not signed is passed on, once.
UPDATE counting_pending SET escalated_at = %(now)s
 WHERE site = %(site)s AND due_at <= %(now)s AND escalated_at IS NULL
RETURNING plan, hours, amount, escalate_to

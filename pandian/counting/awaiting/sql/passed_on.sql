-- To which roles a count was passed on.
SELECT escalate_to FROM counting_pending
 WHERE site = %(site)s AND plan = %(plan)s AND escalated_at IS NOT NULL

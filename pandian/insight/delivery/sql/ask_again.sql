-- Let failed messages of a channel wait for their turn to be sent again.
UPDATE insight_message SET again = again + 1, asked_at = %(now)s
 WHERE site = %(site)s AND channel = %(channel)s AND id = ANY (%(ids)s::uuid[])

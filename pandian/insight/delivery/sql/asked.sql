-- Messages of a channel by their ids, as they stand.
SELECT id, state, trial, again FROM insight_message
 WHERE site = %(site)s AND channel = %(channel)s AND id = ANY (%(ids)s::uuid[])

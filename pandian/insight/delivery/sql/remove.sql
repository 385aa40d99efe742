-- Remove a channel with its address and secret.
DELETE FROM insight_channel WHERE site = %(site)s AND id = %(id)s

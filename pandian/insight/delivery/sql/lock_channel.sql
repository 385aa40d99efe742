-- One channel, locked until the end of the transaction.
SELECT * FROM insight_channel WHERE site = %(site)s AND id = %(id)s FOR UPDATE

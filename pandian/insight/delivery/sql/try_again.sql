-- Take a message for another try.
UPDATE insight_message SET tries = tries + 1, next_at = %(lease)s
 WHERE site = %(site)s AND id = %(id)s

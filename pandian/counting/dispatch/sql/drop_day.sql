-- Let a day be as the week says again.
DELETE FROM counting_calendar WHERE site = %(site)s AND day = %(day)s

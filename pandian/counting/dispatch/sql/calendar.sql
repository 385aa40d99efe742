-- Days of a site that are not as the week says.
SELECT c.day, c.working, c.note FROM counting_calendar c
 WHERE c.site = %(site)s AND c.day BETWEEN %(first)s AND %(last)s
 ORDER BY c.day

-- Where an event asks for a count.
SELECT DISTINCT place FROM lifecycle_count_request
 WHERE site = %(site)s AND event = %(event)s

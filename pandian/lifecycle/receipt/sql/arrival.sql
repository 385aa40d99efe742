-- The papers with which a receipt arrived.
SELECT payload -> 'evidence' AS evidence FROM lifecycle_event
 WHERE site = %(site)s AND document = %(document)s AND action = 'arrive'
 ORDER BY seq DESC LIMIT 1

-- The history of an alert, oldest first.
SELECT n, at, actor, act, reason, data FROM insight_alert_event
 WHERE site = %(site)s AND alert = %(alert)s ORDER BY n

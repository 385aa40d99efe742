-- One alert, locked, with how long its history is.
SELECT a.*, (SELECT max(e.n) FROM insight_alert_event e
              WHERE e.site = a.site AND e.alert = a.id) AS last
  FROM insight_alert a WHERE a.site = %(site)s AND a.id = %(id)s FOR UPDATE OF a

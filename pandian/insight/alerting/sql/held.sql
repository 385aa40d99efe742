-- The alerts of a site whose condition held at the last look, locked, with how long their history
-- is; none that a person is just dealing with is overtaken.
SELECT a.*, (SELECT max(e.n) FROM insight_alert_event e
              WHERE e.site = a.site AND e.alert = a.id) AS last
  FROM insight_alert a WHERE a.site = %(site)s AND a.holds
 ORDER BY a.id FOR UPDATE OF a

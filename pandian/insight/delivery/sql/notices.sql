-- What a message tells, in its order.
SELECT n.alert_site, n.alert, n.n, n.at, n.act, n.condition, n.severity, n.times, n.facts, n.veiled
  FROM insight_notice n WHERE n.site = %(site)s AND n.message = %(message)s
 ORDER BY n.at, n.alert, n.n

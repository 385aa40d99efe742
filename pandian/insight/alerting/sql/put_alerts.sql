-- Write alerts again, each one element of a JSON array; what they are about stays.
UPDATE insight_alert a
   SET plan = x.plan, places = x.places, facts = x.facts, level = x.level, times = x.times,
       since = x.since, news_at = x.news_at, last_seen = x.last_seen, severity = x.severity,
       roles = x.roles, step = x.step, due_at = x.due_at, quiet_to = x.quiet_to,
       person = x.person, snoozed_to = x.snoozed_to, holds = x.holds, closed_at = x.closed_at,
       closed_how = x.closed_how, closed_by = x.closed_by, closed_level = x.closed_level,
       version = x.version
  FROM jsonb_populate_recordset(NULL::insight_alert, %(rows)s::jsonb) AS x
 WHERE a.site = %(site)s AND a.id = x.id

-- Write what became of alerts.
INSERT INTO insight_alert_event (site, alert, n, at, actor, act, reason, data)
SELECT %(site)s, e.alert, e.n, %(now)s, %(actor)s, e.act, e.reason, e.data::jsonb
  FROM unnest(%(alerts)s::uuid[], %(ns)s::integer[], %(acts)s::text[], %(reasons)s::text[],
              %(data)s::text[]) AS e (alert, n, act, reason, data)

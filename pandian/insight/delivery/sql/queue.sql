-- Put what became of alerts of a site into the outbox of each channel that hears it, once each.
-- What a channel may not show is left out here; where it may show no figures and the place or the
-- count is being counted blind, what would let somebody guess at a book is told by its name alone.
WITH heard AS MATERIALIZED (
    SELECT c.site AS home, c.id AS channel, c.figures, t.n, t.act, a.*
      FROM unnest(%(alerts)s::uuid[], %(ns)s::integer[], %(acts)s::text[]) AS t (alert, n, act)
      JOIN insight_alert a ON a.site = %(site)s AND a.id = t.alert
      JOIN insight_channel c ON c.active
       AND (c.site = a.site AND c.site <> 0
            OR c.site = 0 AND (c.sites = '{}' OR a.site = ANY (c.sites)))
       AND (c.roles = '{}' OR c.roles && a.roles)
       AND (c.conditions = '{}' OR a.condition = ANY (c.conditions))
       AND (c.severities = '{}' OR a.severity = ANY (c.severities))
), judged AS (
    SELECT h.*, NOT h.figures AND h.condition = ANY (%(telling)s::text[]) AND EXISTS (
           SELECT FROM counting_plan p
            WHERE p.site = h.site AND p.state = 'open' AND p.blind
              AND (p.id = h.plan OR EXISTS (
                   SELECT FROM counting_plan_place s
                    WHERE s.site = p.site AND s.plan = p.id AND s.place = ANY (h.places)))
           ) AS veiled
      FROM heard h
)
INSERT INTO insight_notice (site, channel, alert, n, alert_site, at, act, condition, severity,
                            times, facts, veiled, urgent)
SELECT j.home, j.channel, j.id, j.n, j.site, %(now)s, j.act, j.condition, j.severity, j.times,
       CASE WHEN j.veiled THEN '{}' WHEN j.figures THEN j.facts
            ELSE j.facts - ARRAY (SELECT jsonb_array_elements_text(
                 coalesce(%(hides)s::jsonb -> j.condition, '[]'))) END,
       j.veiled, j.severity = 'critical' AND j.act <> ALL (%(repeats)s::text[])
  FROM judged j
    ON CONFLICT DO NOTHING

-- Put what became of alerts of a site into the outbox of each channel that hears it, once each.
-- What a channel may not show is left out here; where it may show no figures and the place or the
-- count is being counted blind, what would let somebody guess at a book is told by its name alone.
-- That a channel fails is told by every other one that hears it, by each of the others where none
-- was set to, and never by itself.
WITH around AS MATERIALIZED (
    SELECT c.site AS home, c.id AS channel, c.figures, t.n, t.act, a, insight_hears(c, a) AS hears,
           (a).condition = 'channel' AND NOT bool_or(insight_hears(c, a)) OVER (
               PARTITION BY a.id, t.n) AS unheard
      FROM unnest(%(alerts)s::uuid[], %(ns)s::integer[], %(acts)s::text[]) AS t (alert, n, act)
      JOIN insight_alert a ON a.site = %(site)s AND a.id = t.alert
      JOIN insight_channel c ON c.active AND insight_reaches(c, a.site)
       AND a.subject <> 'channel:' || c.id
), judged AS (
    SELECT h.home, h.channel, h.figures, h.n, h.act, (h.a).*,
           NOT h.figures AND (h.a).condition = ANY (%(telling)s::text[])
           AND insight_counted_blind(h.a) AS veiled
      FROM around h WHERE h.hears OR h.unheard
)
INSERT INTO insight_notice (site, channel, alert, n, alert_site, at, act, condition, severity,
                            times, facts, veiled, urgent)
SELECT j.home, j.channel, j.id, j.n, j.site, %(now)s, j.act, j.condition, j.severity, j.times,
       CASE WHEN j.veiled THEN '{}' WHEN j.figures THEN j.facts
            ELSE insight_without(j.facts, %(hides)s::jsonb -> j.condition) END,
       j.veiled, j.severity = 'critical' AND j.act <> ALL (%(repeats)s::text[])
  FROM judged j
    ON CONFLICT DO NOTHING

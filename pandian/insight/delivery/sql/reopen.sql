-- Begin a failed message once more, under its id.  What its channel hears no longer is left out, as
-- is what it may not show by now; a message of which nothing is left is let go.
WITH kept AS MATERIALIZED (
    SELECT n.alert, n.n, c.figures,
           insight_reaches(c, a.site) AND (insight_hears(c, a) OR a.condition = 'channel') AS heard,
           n.veiled OR NOT c.figures AND n.condition = ANY (%(telling)s::text[])
           AND insight_counted_blind(a) AS veiled
      FROM insight_notice n
      JOIN insight_channel c ON c.site = n.site AND c.id = n.channel
      JOIN insight_alert a ON a.site = n.alert_site AND a.id = n.alert
     WHERE n.site = %(site)s AND n.message = %(id)s
), unheard AS (
    DELETE FROM insight_notice n USING kept k
     WHERE n.site = %(site)s AND n.message = %(id)s AND n.alert = k.alert AND n.n = k.n
       AND NOT k.heard
), told AS (
    UPDATE insight_notice n
       SET veiled = k.veiled,
           facts = CASE WHEN k.veiled THEN '{}' WHEN k.figures THEN n.facts
                        ELSE insight_without(n.facts, %(hides)s::jsonb -> n.condition) END
      FROM kept k
     WHERE n.site = %(site)s AND n.message = %(id)s AND n.alert = k.alert AND n.n = k.n
       AND k.heard
    RETURNING 1
)
UPDATE insight_message m
   SET asked_at = NULL, tries = 1, notices = t.told,
       state = CASE WHEN t.told > 0 THEN 'waiting' ELSE 'dropped' END,
       why = CASE WHEN t.told > 0 THEN '' ELSE 'unheard' END,
       next_at = CASE WHEN t.told > 0 THEN %(lease)s::timestamptz END,
       ended_at = CASE WHEN t.told > 0 THEN NULL ELSE %(now)s::timestamptz END
  FROM (SELECT count(*) AS told FROM told) AS t
 WHERE m.site = %(site)s AND m.id = %(id)s
RETURNING m.state

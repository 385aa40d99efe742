-- Channels with how they send: the last message that ended, the one under way, what waits, and what
-- failed of late and nobody wanted again.
SELECT c.*, s.code AS site_code, coalesce(l.state, '') AS sends, l.ended_at AS sent_at,
       coalesce(l.why, '') AS last_why, coalesce(w.tries, 0) AS tries,
       coalesce(w.why, '') AS waiting_why, n.waiting, f.failed
  FROM insight_channel c
  JOIN unnest(%(sites)s::integer[], %(codes)s::text[]) AS s (id, code) ON s.id = c.site
  LEFT JOIN LATERAL insight_last_ended(c.site, c.id) AS l ON true
  LEFT JOIN insight_message w ON w.site = c.site AND w.channel = c.id AND w.state = 'waiting'
        AND NOT w.trial
  CROSS JOIN LATERAL (
       SELECT count(*) AS waiting FROM insight_notice x
        WHERE x.site = c.site AND x.channel = c.id AND x.message IS NULL OFFSET 0) AS n
  CROSS JOIN LATERAL (
       SELECT count(*) AS failed FROM insight_message x
        WHERE x.site = c.site AND x.channel = c.id AND x.state = 'failed' AND NOT x.trial
          AND x.asked_at IS NULL AND x.ended_at >= %(since)s OFFSET 0) AS f
 WHERE %(id)s::uuid IS NULL OR c.id = %(id)s
 ORDER BY c.site, c.name

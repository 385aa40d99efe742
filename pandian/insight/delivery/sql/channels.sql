-- Channels with how they send: the last message that ended, the one under way, what waits.
SELECT c.*, s.code AS site_code, coalesce(l.state, '') AS sends, l.ended_at AS sent_at,
       coalesce(l.why, '') AS last_why, coalesce(w.tries, 0) AS tries,
       coalesce(w.why, '') AS waiting_why, n.waiting
  FROM insight_channel c
  JOIN unnest(%(sites)s::integer[], %(codes)s::text[]) AS s (id, code) ON s.id = c.site
  LEFT JOIN LATERAL (
       SELECT m.state, m.ended_at, m.why FROM insight_message m
        WHERE m.site = c.site AND m.channel = c.id AND NOT m.trial
          AND m.state IN ('sent', 'failed')
        ORDER BY m.created_at DESC, m.id DESC LIMIT 1) AS l ON true
  LEFT JOIN insight_message w ON w.site = c.site AND w.channel = c.id AND w.state = 'waiting'
        AND NOT w.trial
  CROSS JOIN LATERAL (
       SELECT count(*) AS waiting FROM insight_notice x
        WHERE x.site = c.site AND x.channel = c.id AND x.message IS NULL OFFSET 0) AS n
 WHERE %(id)s::uuid IS NULL OR c.id = %(id)s
 ORDER BY c.site, c.name

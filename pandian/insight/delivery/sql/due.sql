-- Channels that are on and may have something to send: a message whose instant has come, or
-- none under way and notices, or a failed message that shall go again.  Those that waited longest
-- first.
SELECT c.site, c.id, coalesce(m.next_at, least(n.first, k.first)) AS since
  FROM insight_channel c
  LEFT JOIN insight_message m ON m.site = c.site AND m.channel = c.id AND m.state = 'waiting'
        AND NOT m.trial
  CROSS JOIN LATERAL (
       SELECT min(x.at) AS first FROM insight_notice x
        WHERE x.site = c.site AND x.channel = c.id AND x.message IS NULL OFFSET 0) AS n
  CROSS JOIN LATERAL (
       SELECT min(x.asked_at) AS first FROM insight_message x
        WHERE x.site = c.site AND x.channel = c.id AND x.asked_at IS NOT NULL OFFSET 0) AS k
 WHERE c.active
   AND (m.next_at <= %(now)s OR m.id IS NULL AND least(n.first, k.first) IS NOT NULL)
 ORDER BY since, c.site, c.id

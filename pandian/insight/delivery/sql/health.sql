-- How the channels that are on send: how many, how many failed last, what failed of late, and since
-- when the oldest message under way waits.
SELECT count(*) AS channels, count(*) FILTER (WHERE l.state = 'failed') AS failing,
       (SELECT count(*) FROM insight_message m
         WHERE m.state = 'failed' AND NOT m.trial AND m.ended_at >= %(since)s) AS failed,
       count(*) FILTER (WHERE w.why <> '') AS retrying
  FROM insight_channel c
  LEFT JOIN LATERAL insight_last_ended(c.site, c.id) AS l ON true
  LEFT JOIN insight_message w ON w.site = c.site AND w.channel = c.id AND w.state = 'waiting'
        AND NOT w.trial
 WHERE c.active

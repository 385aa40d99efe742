-- Channels of a site that are on and do not send: the last message failed for good, or what they
-- should have sent has waited for more than so many hours; those that fail longest first.  A digest
-- and quiet hours are no wait: their span is left out.  Worse when it fails for good, and when
-- twice as many messages did.
WITH span AS MATERIALIZED (
    SELECT c.site, c.id, c.name, make_interval(hours => CASE WHEN c.quiet_from IS NULL THEN 0
               ELSE mod(c.quiet_to - c.quiet_from + 24, 24) END) AS quiet,
           make_interval(mins => CASE c.pace WHEN 'minutes' THEN c.every WHEN 'daily' THEN 1440
               ELSE %(again_minutes)s::integer END) AS pace
      FROM insight_channel c WHERE c.site = %(site)s AND c.active
), stands AS MATERIALIZED (
    SELECT c.id, c.name, f.failed, f.first, f.last,
           n.waiting + coalesce(m.notices, 0) AS waiting,
           least(m.created_at + c.quiet, n.first + c.quiet + c.pace) AS waits,
           CASE WHEN f.failed > 0 THEN l.why
                ELSE coalesce(nullif(m.why, ''), 'waits') END AS why
      FROM span c
      LEFT JOIN LATERAL insight_last_ended(c.site, c.id) AS l ON true
      LEFT JOIN insight_message m ON m.site = c.site AND m.channel = c.id
       AND m.state = 'waiting' AND NOT m.trial
     CROSS JOIN LATERAL (
           SELECT count(*) AS failed, min(x.ended_at) AS first, max(x.ended_at) AS last
             FROM insight_message x
            WHERE x.site = c.site AND x.channel = c.id AND x.state = 'failed' AND NOT x.trial
              AND l.state = 'failed' AND x.ended_at > coalesce((
                  SELECT max(y.ended_at) FROM insight_message y
                   WHERE y.site = c.site AND y.channel = c.id AND y.state = 'sent'), '-infinity')
           OFFSET 0) AS f
     CROSS JOIN LATERAL (
           SELECT count(*) AS waiting, min(x.at) AS first
             FROM insight_notice x
            WHERE x.site = c.site AND x.channel = c.id AND x.message IS NULL OFFSET 0) AS n
)
SELECT 'channel:' || s.id AS subject, coalesce(s.first, s.waits) AS since,
       coalesce(s.last, s.waits) AS news_at,
       CASE WHEN s.failed > 0 THEN 2 + ceil(log(2, s.failed))::bigint ELSE 1 END AS level,
       NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('channel', s.id, 'name', s.name, 'why', s.why, 'failed', s.failed,
           'waiting', s.waiting, 'since', coalesce(s.first, s.waits)) AS facts
  FROM stands s
 WHERE s.failed > 0
    OR s.waits < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
 ORDER BY 2, s.id LIMIT %(limit)s

-- The message of a channel that is not sent yet; without one, the failed one that somebody asked
-- for first (`asked`).
SELECT id, tries, coalesce(next_at, asked_at) AS next_at, created_at, again,
       state = 'failed' AS asked,
       EXISTS (SELECT FROM insight_notice n
                WHERE n.site = m.site AND n.message = m.id AND n.urgent) AS urgent
  FROM insight_message m
 WHERE site = %(site)s AND channel = %(channel)s AND NOT trial
   AND (state = 'waiting' OR asked_at IS NOT NULL)
 ORDER BY state = 'failed', asked_at, id LIMIT 1

-- The message of a channel that is not sent yet.
SELECT id, tries, next_at, created_at,
       EXISTS (SELECT FROM insight_notice n
                WHERE n.site = m.site AND n.message = m.id AND n.urgent) AS urgent
  FROM insight_message m
 WHERE site = %(site)s AND channel = %(channel)s AND state = 'waiting' AND NOT trial

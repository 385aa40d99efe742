-- Begin a message of the oldest notices of a channel, or a trial without any.
WITH chosen AS (
    SELECT n.alert, n.n FROM insight_notice n
     WHERE n.site = %(site)s AND n.channel = %(channel)s AND n.message IS NULL
       AND NOT %(trial)s AND (%(what)s = 'all' OR n.urgent)
     ORDER BY n.at, n.alert, n.n LIMIT %(limit)s
), taken AS (
    UPDATE insight_notice n SET message = %(id)s FROM chosen c
     WHERE n.site = %(site)s AND n.channel = %(channel)s AND n.alert = c.alert AND n.n = c.n
    RETURNING 1
)
INSERT INTO insight_message (site, id, channel, trial, state, notices, tries, created_at, next_at,
                             actor)
SELECT %(site)s, %(id)s, %(channel)s, %(trial)s, 'waiting', count(*), 1, %(now)s, %(lease)s,
       %(actor)s
  FROM taken

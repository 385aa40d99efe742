-- Let go of what waits in the outbox of a channel, and say that it was: the message under way ends,
-- one more stands for what no message had taken, and what failed and was asked for stays failed.
WITH unasked AS (
    UPDATE insight_message SET asked_at = NULL
     WHERE site = %(site)s AND channel = %(channel)s AND asked_at IS NOT NULL
), ended AS (
    UPDATE insight_message SET state = 'dropped', next_at = NULL, ended_at = %(now)s
     WHERE site = %(site)s AND channel = %(channel)s AND state = 'waiting'
), taken AS (
    UPDATE insight_notice SET message = %(id)s
     WHERE site = %(site)s AND channel = %(channel)s AND message IS NULL
    RETURNING 1
)
INSERT INTO insight_message (site, id, channel, state, notices, created_at, ended_at, actor)
SELECT %(site)s, %(id)s, %(channel)s, 'dropped', count(*), %(now)s, %(now)s, %(actor)s
  FROM taken HAVING count(*) > 0

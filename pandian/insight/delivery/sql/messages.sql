-- The newest messages of a channel.
SELECT id, trial, state, notices, tries, created_at, next_at, ended_at, why, actor,
       again, asked_at
  FROM insight_message WHERE site = %(site)s AND channel = %(channel)s
 ORDER BY created_at DESC, id DESC LIMIT %(limit)s

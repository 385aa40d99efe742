-- Background work that failed for good in the last hours, by what it does.  Worse when twice as
-- often.
SELECT 'job:' || j.task_name AS subject, min(e.at) AS since, max(e.at) AS news_at,
       ceil(log(2, count(*)))::bigint AS level, NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('task', j.task_name, 'times', count(*), 'last', max(e.at)) AS facts
  FROM procrastinate_jobs j
  JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'failed'
 WHERE j.status = 'failed' AND e.at <= %(now)s
   AND e.at > %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
 GROUP BY j.task_name ORDER BY j.task_name LIMIT %(limit)s

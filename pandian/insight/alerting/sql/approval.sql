-- Open counts with differences that have waited for a signature for more than so many days, or
-- whose gross value is above a limit, those that waited longest first.
SELECT 'count:' || p.id AS subject, l.since, l.since AS news_at, l.amount AS level, p.id AS plan,
       '{}'::bigint[] AS places,
       jsonb_build_object('plan_name', p.name, 'count', p.id, 'lines', l.lines,
           'amount', l.amount, 'since', l.since) AS facts
  FROM counting_plan p
 CROSS JOIN LATERAL (
       SELECT count(*) AS lines, min(l.judged_at) AS since, sum(abs(l.value))::bigint AS amount
         FROM counting_line l
        WHERE l.site = p.site AND l.plan = p.id AND l.verdict = 'approval' AND l.posting IS NULL
       OFFSET 0) AS l
 WHERE p.site = %(site)s AND p.state = 'open' AND l.lines > 0
   AND (l.since < %(now)s::timestamptz - make_interval(days => %(days)s::integer)
        OR l.amount > %(value)s::bigint)
 ORDER BY l.since, p.id LIMIT %(limit)s

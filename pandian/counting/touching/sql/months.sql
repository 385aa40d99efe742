-- Work by hand of the counts closed since an instant that have counted lines, by month at the
-- site: rows of first counts and of recounts, signatures, causes confirmed by people; how long
-- from the plan to its last posting.  A fixed number of probes for each count.
WITH closed AS MATERIALIZED (
    SELECT p.id, p.created_at, p.closed_at,
           date_trunc('month', p.closed_at AT TIME ZONE %(zone)s)::date AS month
      FROM counting_plan p
     WHERE p.site = %(site)s AND p.state = 'closed' AND p.closed_at >= %(since)s
), told AS MATERIALIZED (
    SELECT c.*, l.lines, l.recounted, s.scans, s.recounts, g.signatures, r.repairs,
           coalesce(l.posted_at, c.closed_at) AS done_at
      FROM closed c
     CROSS JOIN LATERAL (
           SELECT count(*) AS lines, max(l.posted_at) AS posted_at,
                  count(*) FILTER (WHERE EXISTS (
                      SELECT FROM counting_task_key k
                       WHERE k.site = l.site AND k.line = l.id)) AS recounted
             FROM counting_line l
            WHERE l.site = %(site)s AND l.plan = c.id AND l.counted IS NOT NULL OFFSET 0) AS l
     CROSS JOIN LATERAL (
           SELECT count(*) FILTER (WHERE t.kind <> 'recount') AS scans,
                  count(*) FILTER (WHERE t.kind = 'recount') AS recounts
             FROM counting_task t
             JOIN capture_seen_view v ON v.site = t.site AND v.task = t.id
            WHERE t.site = %(site)s AND t.plan = c.id OFFSET 0) AS s
     CROSS JOIN LATERAL (
           SELECT count(*) AS signatures FROM (
               SELECT a.signature FROM counting_approval a
                WHERE a.site = %(site)s AND a.plan = c.id
               UNION
               SELECT s.signature FROM counting_consent n
                 JOIN counting_consent_signature s ON s.site = n.site AND s.consent = n.id
                WHERE n.site = %(site)s AND n.plan = c.id) AS each OFFSET 0) AS g
     CROSS JOIN LATERAL (
           SELECT count(*) AS repairs
             FROM counting_line x
             JOIN counting_reason r ON r.site = x.site AND r.line = x.id AND r.rule = ''
            WHERE x.site = %(site)s AND x.plan = c.id OFFSET 0) AS r
     WHERE l.lines > 0
)
SELECT month, count(*) AS counts, sum(lines)::bigint AS lines, sum(scans)::bigint AS scans,
       sum(recounts)::bigint AS recounts, sum(signatures)::bigint AS signatures,
       sum(repairs)::bigint AS repairs, sum(recounted)::bigint AS recounted,
       round(percentile_cont(0.5) WITHIN GROUP (
           ORDER BY extract(epoch FROM done_at - created_at))::numeric / 3600, 1)::float8
           AS hours_median,
       round(percentile_cont(0.9) WITHIN GROUP (
           ORDER BY extract(epoch FROM done_at - created_at))::numeric / 3600, 1)::float8
           AS hours_p90
  FROM told
 GROUP BY month
 ORDER BY month DESC

-- The days whose proofs have come since, looked for from a day before the bookmark (ms): what
-- proves late commits late.  Weak proofs are no counts and are not settled.
SELECT f.task, to_char(min(f.proved_at) AT TIME ZONE %(zone)s, 'YYYY-MM-DD') AS day,
       count(*) AS proofs
  FROM lifecycle_proof_fact_view f
 WHERE f.site = %(site)s AND f.strength <> 'weak'
   AND f.proved_at >= to_timestamp(%(since)s::bigint / 1000.0) - make_interval(days => %(days)s)
   AND NOT EXISTS (SELECT FROM counting_proof k
                    WHERE k.site = f.site AND k.observation = f.observation)
 GROUP BY f.task
 ORDER BY f.task

-- These proofs are taken up.
INSERT INTO counting_proof (site, observation, taken_at)
SELECT f.site, f.observation, %(now)s
  FROM lifecycle_proof_fact_view f
 WHERE f.site = %(site)s AND f.strength <> 'weak'
   AND f.proved_at >= to_timestamp(%(since)s::bigint / 1000.0) - make_interval(days => %(days)s)
    ON CONFLICT DO NOTHING

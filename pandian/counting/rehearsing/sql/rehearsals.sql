-- Rehearsals that may be seen, the newest first; reports only where one is asked for by its id.
SELECT r.site, s.code AS site_code, r.id, r.policy, r.code, r.kind, r.version, r.policy_hash,
       r.months, r.against, r.seed, r.rate, r.first, r.until, r.state, r.done_days, r.asked_by,
       r.asked_at, r.finished_at, r.content_hash, r.attached, r.error, g.entries, g.sealed, g.chain,
       CASE WHEN %(id)s::uuid IS NOT NULL THEN r.report END AS report
  FROM counting_rehearsal r
  JOIN governance_site_view s ON s.id = r.site
  LEFT JOIN counting_rehearsal_ground g ON g.site = r.site AND g.rehearsal = r.id
 WHERE r.site = ANY (%(sites)s::int[])
   AND (%(id)s::uuid IS NULL OR r.id = %(id)s::uuid)
   AND (%(policy)s::uuid IS NULL OR r.policy = %(policy)s::uuid)
 ORDER BY r.asked_at DESC, r.id, s.code
 LIMIT %(limit)s

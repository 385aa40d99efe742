-- Ask for a rehearsal: one row per site.
INSERT INTO counting_rehearsal (site, id, policy, code, kind, version, policy_hash, months, against,
       seed, rate, first, until, asked_by, asked_at)
SELECT g.site, %(id)s, %(policy)s, %(code)s, %(kind)s, %(version)s, %(policy_hash)s, %(months)s,
       %(against)s, g.seed, %(rate)s, g.first, g.until, %(actor)s, %(now)s
  FROM unnest(%(sites)s::int[], %(seeds)s::bigint[], %(firsts)s::date[], %(untils)s::date[])
       AS g (site, seed, first, until)

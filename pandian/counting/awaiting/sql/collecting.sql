-- Collections of signatures that are open in these counts, with the roles and people of each.
SELECT c.plan, c.id, c.content_hash, c.lines,
       (SELECT coalesce(jsonb_agg(to_jsonb(g.roles) ORDER BY g.position), '[]')
          FROM counting_consent_signature g WHERE g.site = c.site AND g.consent = c.id) AS roles,
       ARRAY(SELECT unnest(ARRAY[g.person, g.principal])
               FROM counting_consent_signature g
              WHERE g.site = c.site AND g.consent = c.id) AS people
  FROM unnest(%(sites)s::int[], %(plans)s::uuid[]) AS w (site, plan)
  JOIN counting_consent c ON c.site = w.site AND c.plan = w.plan AND c.state = 'partly'

-- Collections of signatures that are open for any of these lines, each with its signatures.
SELECT c.id, c.content_hash, c.lines,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('person', g.person,
               'principal', g.principal, 'roles', to_jsonb(g.roles), 'meaning', g.meaning,
               'signature', g.signature, 'at', g.at) ORDER BY g.position), '[]')
          FROM counting_consent_signature g WHERE g.site = c.site AND g.consent = c.id) AS signed
  FROM counting_consent c
 WHERE c.site = %(site)s AND c.plan = %(plan)s AND c.state IN ('partly', 'void')
   AND c.lines && %(lines)s::bigint[]
 ORDER BY c.opened_at DESC

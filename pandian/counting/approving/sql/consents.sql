-- Collections of signatures of a plan, newest first, each with who signed.
SELECT c.id, c.state, c.content_hash, c.lines, c.policy, c.amount::bigint AS amount, c.approvers,
       c.opened_at, c.ended_at, c.posting,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('person', s.person,
               'principal', s.principal, 'roles', to_jsonb(s.roles), 'at', s.at,
               'meaning', s.meaning, 'signature', s.signature)
               ORDER BY s.position), '[]')
          FROM counting_consent_signature s
         WHERE s.site = c.site AND s.consent = c.id) AS signed
  FROM counting_consent c
 WHERE c.site = %(site)s AND c.plan = %(plan)s
 ORDER BY c.opened_at DESC, c.id

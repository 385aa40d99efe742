-- What a token that stands may do, and whose it is; a device's stands on for a while when revoked.
SELECT t.id, t.prefix, t.sites, t.capabilities, t.device, t.revoked_at, t.last_used_at,
       p.id AS person, p.code, p.name, p.name_en, p.kind, p.language
  FROM governance_token t JOIN governance_person p ON p.id = t.actor_id
 WHERE t.digest = %(digest)s AND t.expires_at > %(at)s AND p.is_active
   AND (t.revoked_at IS NULL OR (t.device IS NOT NULL AND t.revoked_at > %(since)s))

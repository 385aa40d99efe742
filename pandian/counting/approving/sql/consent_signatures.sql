-- Who signed this content so far.
SELECT s.person, s.principal, s.roles, s.signature
  FROM counting_consent_signature s
 WHERE s.site = %(site)s AND s.consent = %(consent)s
 ORDER BY s.position

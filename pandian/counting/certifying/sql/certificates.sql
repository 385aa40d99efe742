-- The certificates of a count that were issued, the newest first, without what they say.
SELECT plan, issue, version, code, content_hash, state_hash, omitted, issued_by, issued_at,
       NULL AS body
  FROM counting_certificate
 WHERE site = %(site)s AND plan = %(plan)s
 ORDER BY issued_at DESC, issue DESC, omitted
 LIMIT %(limit)s

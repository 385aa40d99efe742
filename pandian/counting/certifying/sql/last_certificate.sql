-- The newest certificate of a count that leaves out the same.
SELECT plan, issue, version, code, content_hash, state_hash, omitted, issued_by, issued_at, body
  FROM counting_certificate
 WHERE site = %(site)s AND plan = %(plan)s AND omitted = %(omitted)s::text[]
 ORDER BY issue DESC LIMIT 1

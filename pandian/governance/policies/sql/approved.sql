-- Approve exactly the content that was signed; no row: somebody changed or decided it meanwhile.
UPDATE governance_policy SET approved_at = %(at)s, approved_by = %(actor)s,
       signature = %(signature)s, central_approval = %(central)s
 WHERE site = %(site)s AND id = %(id)s AND approved_at IS NULL AND withdrawn_at IS NULL
   AND content_hash = %(content_hash)s

-- Note who lets a version go unrehearsed, why, and under which signature.
UPDATE governance_policy SET waived_at = %(at)s, waived_by = %(actor)s, waiver = %(reason)s,
       waiver_signature = %(signature)s
 WHERE site = %(site)s AND id = %(id)s AND approved_at IS NULL AND withdrawn_at IS NULL

-- Withdraw a version: from now on it holds no longer; what it judged stays judged.
UPDATE governance_policy SET withdrawn_at = clock_timestamp(), withdrawn_by = %(actor)s,
       withdrawal = %(reason)s
 WHERE site = %(site)s AND id = %(id)s AND withdrawn_at IS NULL

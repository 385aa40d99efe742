-- Begin to collect signatures for one content, or go on where somebody began.
INSERT INTO counting_consent AS held (site, id, plan, state, content_hash, lines, policy, amount,
       approvers, opened_at)
VALUES (%(site)s, %(id)s, %(plan)s, 'partly', %(content_hash)s, %(lines)s::bigint[], %(policy)s,
        %(amount)s, %(approvers)s, %(now)s)
    ON CONFLICT (site, plan, content_hash) WHERE state = 'partly' DO UPDATE
   SET policy = excluded.policy, amount = excluded.amount, approvers = excluded.approvers
RETURNING id

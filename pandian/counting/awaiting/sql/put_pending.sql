-- A count waits; since when stays, what its matrix asks by now may change.
INSERT INTO counting_pending AS held (site, plan, since, policy, amount, approvers, roles, sequence,
       hours, due_at, escalate_to, seen_at)
VALUES (%(site)s, %(plan)s, %(since)s::timestamptz, %(policy)s, %(amount)s, %(approvers)s,
        %(roles)s::text[], %(order)s, %(hours)s::integer,
        %(since)s::timestamptz + make_interval(hours => %(hours)s::integer),
        %(escalate_to)s, %(now)s)
    ON CONFLICT (site, plan) DO UPDATE
   SET policy = excluded.policy, amount = excluded.amount, approvers = excluded.approvers,
       roles = excluded.roles, sequence = excluded.sequence, hours = excluded.hours,
       due_at = held.since + make_interval(hours => excluded.hours),
       escalate_to = excluded.escalate_to, seen_at = excluded.seen_at

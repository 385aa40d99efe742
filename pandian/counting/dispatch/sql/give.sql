-- Give open tasks that nobody has to people; a task that somebody took meanwhile, or that a device
-- has taken along, is left to him.
WITH given AS (
    UPDATE counting_task t SET person = g.person
      FROM unnest(%(tasks)s::uuid[], %(people)s::text[]) AS g (task, person)
     WHERE t.site = %(site)s AND t.id = g.task AND t.state = 'open' AND t.person = ''
       AND NOT g.person = ANY (t.excluded)
       AND NOT EXISTS (SELECT FROM capture_lease_view l
                        WHERE l.site = t.site AND l.task = t.id AND l.ended_at IS NULL
                          AND l.expires_at > %(now)s)
    RETURNING t.id, g.person
)
UPDATE counting_dispatch d SET assigned_at = %(now)s
  FROM given g
 WHERE d.site = %(site)s AND d.task = g.id
RETURNING d.task, g.person

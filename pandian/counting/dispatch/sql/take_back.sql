-- Take tasks back from who has not begun: nobody has them, and they are not his again.
WITH freed AS (
    UPDATE counting_task t SET person = ''
      FROM unnest(%(tasks)s::uuid[], %(people)s::text[]) AS g (task, person)
     WHERE t.site = %(site)s AND t.id = g.task AND t.state = 'open' AND t.person = g.person
    RETURNING t.id, g.person
)
UPDATE counting_dispatch d SET assigned_at = NULL, tried = array_append(d.tried, f.person)
  FROM freed f
 WHERE d.site = %(site)s AND d.task = f.id
RETURNING d.task

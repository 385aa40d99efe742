-- Give a task of one place to who stands beside it.
WITH taken AS (
    UPDATE counting_task SET person = %(person)s
     WHERE site = %(site)s AND id = %(task)s AND state = 'open'
    RETURNING id
)
UPDATE counting_dispatch d SET assigned_at = %(now)s
  FROM taken t WHERE d.site = %(site)s AND d.task = t.id

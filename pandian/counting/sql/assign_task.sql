-- Give an open task to a person; a phone that is just taking it along is waited for, so that what
-- it took is freed afterwards.
WITH held AS MATERIALIZED (
    SELECT t.id FROM counting_task t
     WHERE t.site = %(site)s AND t.id = %(task)s AND t.state = 'open'
       FOR UPDATE
)
UPDATE counting_task t SET person = %(person)s
  FROM held
 WHERE t.site = %(site)s AND t.id = held.id

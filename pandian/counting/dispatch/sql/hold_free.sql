-- Lock open tasks that nobody has: until this transaction ends no phone takes them along.  One that
-- a phone is just taking is waited for; whether a device has it now is asked after this lock.
SELECT t.id
  FROM counting_task t
 WHERE t.site = %(site)s AND t.id = ANY (%(tasks)s::uuid[]) AND t.state = 'open' AND t.person = ''
 ORDER BY t.id
   FOR UPDATE

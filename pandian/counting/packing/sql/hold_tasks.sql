-- Hold open tasks that this person may take along, until his phone has them: nobody gives them to
-- somebody else meanwhile, and what was given to somebody else a moment ago is not among them.
SELECT t.id
  FROM counting_task t
 WHERE t.site = %(site)s AND t.id = ANY (%(tasks)s::uuid[]) AND t.state = 'open'
   AND (t.person = %(person)s OR (t.person = '' AND NOT %(person)s = ANY (t.excluded)))
 ORDER BY t.id
   FOR KEY SHARE

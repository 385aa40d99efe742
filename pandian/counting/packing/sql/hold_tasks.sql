-- Hold the open tasks of this person, and those he asks for, before they are read and until his
-- phone has them: nobody gives them to somebody else or splits a place off them meanwhile, and what
-- was taken a moment ago is not among them.
SELECT t.id
  FROM counting_task t
 WHERE t.site = %(site)s AND t.state = 'open' AND t.id > %(after)s::uuid
   AND (t.person = %(person)s OR (t.person = '' AND t.id = ANY (%(asked)s::uuid[])
                                  AND NOT %(person)s = ANY (t.excluded)))
 ORDER BY t.id
 LIMIT %(limit)s
   FOR KEY SHARE

-- Which of these tasks may this person still count?
SELECT t.id FROM counting_task t
  JOIN counting_plan p ON p.site = t.site AND p.id = t.plan
 WHERE t.site = %(site)s AND t.id = ANY (%(tasks)s::uuid[]) AND t.state = 'open'
   AND p.state = 'open'
   AND (t.person = %(person)s OR (t.person = '' AND NOT %(person)s = ANY (t.excluded)))

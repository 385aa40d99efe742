-- How many counts a person began by hand at a site since an instant: not what stages asked for,
-- what a day's rules planned, and what a study drew.
SELECT count(*) AS counts FROM counting_plan p
 WHERE p.site = %(site)s AND p.created_by = %(person)s
   AND p.created_at >= %(since)s::timestamptz
   AND p.state IN ('open', 'closed')
   AND NOT EXISTS (SELECT FROM counting_request k WHERE k.site = p.site AND k.plan = p.id)
   AND NOT EXISTS (SELECT FROM counting_sample s
                    WHERE s.site = p.site AND p.id IN (s.plan, s.extension))
   AND NOT EXISTS (
       SELECT FROM counting_task t JOIN counting_task_why y ON y.site = t.site AND y.task = t.id
        WHERE t.site = p.site AND t.plan = p.id)

-- Does this person take part in counting the plan?
SELECT EXISTS (SELECT 1 FROM counting_task t
                WHERE t.site = %(site)s AND t.plan = %(plan)s AND t.person = %(person)s)
    OR EXISTS (SELECT 1 FROM counting_visit v
                WHERE v.site = %(site)s AND v.plan = %(plan)s AND v.person = %(person)s)
    OR EXISTS (SELECT 1 FROM counting_task t
                 JOIN capture_seen_view o ON o.site = t.site AND o.task = t.id
                WHERE t.site = %(site)s AND t.plan = %(plan)s AND o.person = %(person)s)
       AS counts

-- Open plans of a site that were settled since their differences were looked into, oldest first.
SELECT p.id FROM counting_plan p
 WHERE p.site = %(site)s AND p.state = 'open' AND p.settled_at IS NOT NULL
   AND p.settled_at > coalesce((SELECT max(d.explained_at) FROM counting_explained d
                                 WHERE d.site = p.site AND d.plan = p.id), p.created_at)
 ORDER BY p.settled_at LIMIT %(limit)s

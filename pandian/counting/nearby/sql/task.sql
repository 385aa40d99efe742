-- An open task of these sites, and whether it is this person's own with this place in it.
SELECT t.site, t.plan, t.person = %(person)s AND EXISTS (
           SELECT FROM counting_task_place tp
             JOIN catalog_place_view c ON c.site = tp.site AND c.id = tp.place
            WHERE tp.site = t.site AND tp.task = t.id AND c.code = %(place)s) AS own
  FROM counting_task t
 WHERE t.id = %(task)s AND t.site = ANY (%(sites)s::int[])

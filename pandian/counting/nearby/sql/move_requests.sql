-- Requests for this very place follow it; those for an area are served by both tasks.
WITH gone AS (
    DELETE FROM counting_request r
     WHERE r.site = %(site)s AND r.task = %(task)s AND r.place = %(code)s
    RETURNING r.*
), area AS (
    SELECT r.* FROM counting_request r
     WHERE r.site = %(site)s AND r.task = %(task)s AND r.place <> %(code)s
       AND NOT EXISTS (
           SELECT FROM counting_task_place tp
             JOIN catalog_place_view c ON c.site = tp.site AND c.id = tp.place
            WHERE tp.site = r.site AND tp.task = r.task AND c.code = r.place)
)
INSERT INTO counting_request (site, request, task, plan, reason, place, item, lot, taken_at)
SELECT site, request, %(id)s::uuid, plan, reason, place, item, lot, taken_at FROM gone
UNION ALL
SELECT site, request, %(id)s::uuid, plan, reason, place, item, lot, taken_at FROM area

-- Tie requests to the tasks of the plan that was made for them: those of the place they name, or of
-- the places inside it.
WITH RECURSIVE inside AS (
    SELECT r.id AS request, r.reason, r.place AS code, p.id AS place
      FROM lifecycle_count_request_view r
      JOIN catalog_place_view p ON p.site = r.site AND p.code = r.place
     WHERE r.site = %(site)s AND r.id = ANY (%(requests)s::uuid[])
    UNION
    SELECT i.request, i.reason, i.code, p.id FROM inside i
      JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = i.place AND p.active
)
INSERT INTO counting_request (site, request, task, plan, reason, place, item, lot, taken_at)
SELECT DISTINCT t.site, i.request, t.id, t.plan, i.reason, i.code, %(item)s, %(lot)s,
       %(now)s::timestamptz
  FROM counting_task t
  JOIN counting_task_place tp ON tp.site = t.site AND tp.task = t.id
  JOIN inside i ON i.place = tp.place
 WHERE t.site = %(site)s AND t.plan = %(plan)s

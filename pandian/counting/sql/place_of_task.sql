-- Is this place part of the task, or was it taken out of it by somebody near by while a phone held
-- the task?  Then it stands in another task of the same plan, kind and round.
SELECT c.id FROM catalog_place_view c
 WHERE c.site = %(site)s AND c.code = %(place)s
   AND EXISTS (
       SELECT FROM counting_task t
         JOIN counting_task o ON o.site = t.site AND o.plan = t.plan AND o.kind = t.kind
          AND o.round = t.round
         JOIN counting_task_place tp ON tp.site = o.site AND tp.task = o.id AND tp.place = c.id
        WHERE t.site = c.site AND t.id = %(task)s)

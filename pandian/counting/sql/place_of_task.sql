-- Is this place part of the task (or, for found things, of its plan)?
SELECT c.id FROM catalog_place_view c
  JOIN counting_task_place tp ON tp.site = c.site AND tp.place = c.id AND tp.task = %(task)s
 WHERE c.site = %(site)s AND c.code = %(place)s

-- A plan by its id, wherever it is.
SELECT site, id, request FROM counting_plan WHERE id = %(id)s

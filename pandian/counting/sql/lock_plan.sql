-- Lock one plan of these sites.
SELECT site, id, name, state, items, lots, counts_from, request, created_at
  FROM counting_plan
 WHERE id = %(plan)s AND site = ANY (%(sites)s::int[]) FOR UPDATE

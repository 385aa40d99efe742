-- One plan of these sites as it stands, without its lock.
SELECT site, id, name, state, items, lots, counts_from, request, created_at
  FROM counting_plan WHERE id = %(plan)s AND site = ANY (%(sites)s::int[])

-- How many documents stand in each state in which something may still be done.
SELECT d.kind, d.state, count(*)::integer AS documents, min(d.created_at) AS oldest
  FROM unnest(%(open_kinds)s::text[], %(open_states)s::text[]) AS o (kind, state)
  JOIN lifecycle_document d ON d.kind = o.kind AND d.state = o.state
 WHERE d.site = ANY (%(sites)s::integer[])
 GROUP BY d.kind, d.state

-- Since when what waits in an outbox: what is critical, what is not, what only came again.
SELECT min(at) FILTER (WHERE urgent) AS urgent,
       min(at) FILTER (WHERE NOT urgent AND act <> ALL (%(repeats)s::text[])) AS told,
       min(at) FILTER (WHERE act = ANY (%(repeats)s::text[])) AS again
  FROM insight_notice WHERE site = %(site)s AND channel = %(channel)s AND message IS NULL

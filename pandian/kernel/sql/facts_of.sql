-- What of some kinds happened to any of these subjects, oldest first.
SELECT f.id, f.xact::text AS xact, f.site, f.at, f.actor, f.device, f.kind, f.subject, f.data
  FROM unnest(%(subjects)s::text[]) AS s (subject)
 CROSS JOIN LATERAL (
       SELECT * FROM kernel_fact k
        WHERE k.subject = s.subject AND k.kind = ANY (%(kinds)s::text[])
          AND k.site = ANY (%(sites)s::int[])
       OFFSET 0) AS f
 ORDER BY f.id

-- What happened to one subject, newest first.
SELECT id, xact::text AS xact, site, at, actor, device, kind, subject, data
  FROM kernel_fact
 WHERE subject = %(subject)s
   AND (%(sites)s::int[] IS NULL OR site = ANY (%(sites)s::int[]))
 ORDER BY id DESC
 LIMIT %(limit)s

-- A page of the feed after a bookmark (xact, id), only rows that no open transaction can precede.
SELECT id, xact::text AS xact, site, at, actor, device, kind, subject, data
  FROM kernel_fact
 WHERE (xact, id) > (%(xact)s::text::xid8, %(id)s::bigint)
   AND xact < pg_snapshot_xmin(pg_current_snapshot())
   AND (%(sites)s::int[] IS NULL OR site = ANY (%(sites)s::int[]))
   AND (%(kinds)s::text[] IS NULL OR kind = ANY (%(kinds)s::text[]))
 ORDER BY xact, id
 LIMIT %(limit)s

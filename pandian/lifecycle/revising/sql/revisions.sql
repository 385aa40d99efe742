-- The revisions of a document with who made them when and why, in order.
SELECT r.seq, r.event, e.actor, e.at, coalesce(e.payload ->> 'reason', '') AS reason, r.before,
       r.before_hash, r.after, r.after_hash
  FROM lifecycle_revision r
  JOIN lifecycle_event e ON e.site = r.site AND e.id = r.event
 WHERE r.site = %(site)s AND r.document = %(document)s
 ORDER BY r.seq

-- Remove open lines that no statement and no book speaks for any more.
DELETE FROM counting_line l
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.posting IS NULL AND NOT l.doubted
   AND l.verdict <> 'rejected' AND l.judged_at < %(now)s

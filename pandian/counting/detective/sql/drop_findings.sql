-- Forget what was found of lines of the plan that differ no longer, or differ otherwise; of a line
-- that a repair made agree it is kept: it says how wrong the book was.
DELETE FROM counting_finding f
 WHERE f.site = %(site)s AND f.plan = %(plan)s AND f.line <> ALL (%(kept)s::bigint[])
   AND NOT EXISTS (SELECT 1 FROM counting_line l
                    WHERE l.site = f.site AND l.id = f.line AND l.posting IS NOT NULL
                      AND (l.variance = f.variance OR l.verdict = 'explained'))

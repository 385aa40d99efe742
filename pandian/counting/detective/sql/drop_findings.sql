-- Forget what was found of lines of the plan that differ no longer, or differ otherwise; what was
-- said of a line that is final stays: it says how wrong the book was.
DELETE FROM counting_finding f
 WHERE f.site = %(site)s AND f.plan = %(plan)s AND f.found_at < %(now)s
   AND NOT EXISTS (SELECT 1 FROM counting_line l
                    WHERE l.site = f.site AND l.id = f.line AND l.posting IS NOT NULL)

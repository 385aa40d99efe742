-- How many of the lines of a plan that differ are being looked into, and how many were so far.
SELECT lines, done FROM counting_explained
 WHERE site = %(site)s AND plan = %(plan)s AND done < lines

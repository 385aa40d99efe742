-- Late observations say nothing here.
DELETE FROM counting_seen s USING counting_late t
 WHERE t.site = %(site)s AND t.plan = %(plan)s AND t.observation = s.id

-- The seed is set once; the count of the first draw.
UPDATE counting_sample SET state = 'drawn', seed = %(seed)s, plan = %(plan)s, drawn_at = %(now)s
 WHERE site = %(site)s AND id = %(id)s AND state = 'designed'

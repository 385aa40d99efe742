-- The statement, signed.
UPDATE counting_sample
   SET state = 'closed', result = %(result)s, signature = %(signature)s, closed_by = %(actor)s,
       closed_at = %(now)s
 WHERE site = %(site)s AND id = %(id)s AND state IN ('drawn', 'extended')

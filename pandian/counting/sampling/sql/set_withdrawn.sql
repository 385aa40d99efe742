-- A study that says nothing stays listed, with the reason.
UPDATE counting_sample
   SET state = 'withdrawn', reason = %(reason)s, closed_by = %(actor)s, closed_at = %(now)s
 WHERE site = %(site)s AND id = %(id)s AND state IN ('designed', 'drawn', 'extended')

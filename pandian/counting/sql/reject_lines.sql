-- Reject the variance of chosen lines: nothing is posted for them.
UPDATE counting_line
   SET verdict = 'rejected', judged_at = %(now)s,
       explanations = explanations || jsonb_build_array(jsonb_build_object(
           'cause', 'rejected', 'params',
           jsonb_build_object('person', %(actor)s::text, 'reason', %(reason)s::text)))
 WHERE site = %(site)s AND plan = %(plan)s AND id = ANY (%(lines)s::bigint[])

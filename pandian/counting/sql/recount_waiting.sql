-- Ask for a recount of chosen lines by one more person than counted them.
UPDATE counting_line
   SET wanted = cardinality(people) + 1, verdict = 'recount', judged_at = %(now)s,
       explanations = explanations || jsonb_build_array(jsonb_build_object(
           'cause', 'recount_requested', 'params', jsonb_build_object('person', %(actor)s::text)))
 WHERE site = %(site)s AND plan = %(plan)s AND id = ANY (%(lines)s::bigint[])

-- Lines under which something moved while they were posted wait for the next settlement.
UPDATE counting_line SET ready = false,
       explanations = explanations || '[{"cause": "changed_while_posting"}]'
 WHERE site = %(site)s AND id = ANY (%(lines)s::bigint[])

-- Lines that a repair made agree and the ledger has taken are explained: that is final.
UPDATE counting_line SET verdict = 'explained'
 WHERE site = %(site)s AND plan = %(plan)s AND id = ANY (%(lines)s::bigint[])
   AND posting IS NOT NULL AND variance = 0

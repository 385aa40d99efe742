-- These visits are known to the ledger now.
UPDATE counting_visit SET asserted_at = %(now)s
 WHERE site = %(site)s AND id = ANY (%(visits)s::uuid[])

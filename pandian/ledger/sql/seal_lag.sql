-- How many postings of these sites wait for their seal, and since when.
SELECT count(*) AS waiting, min(p.recorded_at) AS oldest
  FROM ledger_posting p
 WHERE p.site = ANY (%(sites)s::integer[])
   AND p.recorded_at > coalesce((SELECT max(s.through) FROM ledger_seal s
                                  WHERE s.site = p.site), '-infinity') - %(window)s::interval
   AND NOT EXISTS (SELECT 1 FROM ledger_seal_item i WHERE i.site = p.site AND i.posting = p.id)

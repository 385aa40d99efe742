-- Reasons that were confirmed and whose repair stands, newest first, over all sites of the
-- organisation that the scope reads.
SELECT r.causes, r.exposures, r.stated, r.first FROM counting_reason r
 WHERE r.site = ANY (%(sites)s::integer[])
   AND NOT EXISTS (SELECT 1 FROM counting_reason_undone u
                    WHERE u.site = r.site AND u.reason = r.id)
   AND NOT EXISTS (SELECT 1 FROM ledger_posting p
                    WHERE p.site = r.site AND p.reverses = r.posting)
 ORDER BY r.confirmed_at DESC, r.id LIMIT %(limit)s

-- What is in the plan's scope and nobody has looked at yet.  None is not zero.  The plan of a day's
-- proofs asks for nothing: it covers what was proved.
INSERT INTO counting_reach (holding, place, item, lot, serial, status, owner, at)
SELECT h.id, h.place, h.item, h.lot, h.serial, h.status, h.owner, %(now)s
  FROM counting_plan_place p
  JOIN ledger_holding h ON h.site = %(site)s AND h.place = p.place
 WHERE p.site = %(site)s AND p.plan = %(plan)s
   AND h.place = ANY (ARRAY(SELECT place FROM counting_plan_place
                             WHERE site = %(site)s AND plan = %(plan)s))
   AND (%(items)s::bigint[] IS NULL OR h.item = ANY (%(items)s::bigint[]))
   AND (%(lots)s::bigint[] IS NULL OR h.lot = ANY (%(lots)s::bigint[]))
   AND NOT EXISTS (SELECT 1 FROM counting_draft d WHERE d.holding = h.id)
   AND NOT EXISTS (SELECT 1 FROM counting_draft d
                    WHERE d.holding = 0 AND d.place = h.place AND d.item = h.item
                      AND d.lot IN (-1, h.lot))
   AND NOT EXISTS (SELECT 1 FROM counting_line l
                    WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.holding = h.id
                      AND (l.posting IS NOT NULL OR l.doubted OR l.verdict = 'rejected'))
   AND NOT EXISTS (SELECT 1 FROM counting_task f
                    WHERE f.site = %(site)s AND f.plan = %(plan)s AND f.number = 1
                      AND f.kind = 'proof')

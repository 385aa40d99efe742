-- The lines of a document whose claim is more than is available, or found no holding at all.
SELECT l.line, l.item, l.asked,
       coalesce(b.on_hand - (SELECT sum(o.quantity) FROM lifecycle_claim o
                              WHERE o.site = c.site AND o.holding = c.holding
                                AND o.document <> l.document), b.on_hand, 0)::bigint AS available
  FROM lifecycle_line l
  LEFT JOIN lifecycle_claim c ON c.site = l.site AND c.document = l.document AND c.line = l.line
  LEFT JOIN ledger_balance b ON b.site = c.site AND b.holding = c.holding
 WHERE l.site = %(site)s AND l.document = %(document)s AND l.source <> ''
   AND (c.holding IS NULL OR b.on_hand < (
        SELECT sum(o.quantity) FROM lifecycle_claim o
         WHERE o.site = c.site AND o.holding = c.holding))
 ORDER BY l.line

-- Posting rule 过账规则 of a transfer receipt: goods come off the way; what is over or found again
-- comes from @gain_loss, what is lost goes there.  Twin: transfer_receipt/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner,
       CASE WHEN a.measure IN ('over', 'found') THEN '@gain_loss' ELSE l.source END AS source,
       a.place AS target,
       CASE a.measure WHEN 'over' THEN 'on_hold' ELSE l.status END AS status,
       CASE WHEN a.measure IN ('received', 'found') AND l.status = 'accepted' THEN 'pending'
            WHEN a.measure = 'damaged' THEN 'rejected'
            WHEN a.measure = 'over' THEN 'on_hold'
            ELSE l.status END AS target_status,
       a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('received', 'stocked', 'damaged', 'over', 'lost', 'found')
 ORDER BY a.n

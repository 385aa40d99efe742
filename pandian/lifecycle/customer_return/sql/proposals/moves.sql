-- Posting rule 过账规则 of a customer return: goods come back from the customer, pending where their
-- sale is known and on hold where it is not; they are judged, or sent home again.
-- Twin: customer_return/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, a.source, a.place AS target,
       CASE a.measure WHEN 'returned' THEN 'accepted' ELSE s.here END AS status,
       CASE a.measure WHEN 'returned' THEN s.here WHEN 'rejected' THEN 'rejected'
            ELSE 'accepted' END AS target_status,
       a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 CROSS JOIN LATERAL (
       SELECT CASE l.source_line WHEN 0 THEN 'on_hold' ELSE 'pending' END AS here) s
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('returned', 'accepted', 'rejected', 'refused')
 ORDER BY a.n

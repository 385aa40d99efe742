-- Posting rule 过账规则 of a consignment return: what comes back goes from the shelf to the return
-- area; saleable goods wait there.  Twin: consignment_return/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, l.source, a.place AS target, l.status,
       CASE l.status WHEN 'accepted' THEN 'pending' ELSE l.status END AS target_status, a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted AND a.measure = 'returned'
 ORDER BY a.n

-- Posting rule 过账规则 of a loan: what is counted waits in quarantine in its tray, what is used or
-- missing leaves, what is cleaned is released or rejected.  Twin: loan/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, l.source, a.place AS target,
       CASE WHEN a.measure IN ('released', 'rejected') THEN 'quarantine' ELSE 'accepted' END
           AS status,
       CASE a.measure WHEN 'counted' THEN 'quarantine' WHEN 'rejected' THEN 'rejected'
            ELSE 'accepted' END AS target_status,
       a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('counted', 'used', 'missing', 'released', 'rejected')
 ORDER BY a.n

-- Posting rule 过账规则 of putaway: accepted goods go from where they stand to the bin that was
-- scanned.  Twin: putaway/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, l.source, a.place AS target,
       'accepted' AS status, 'accepted' AS target_status, a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted AND a.measure = 'put_away'
 ORDER BY a.n

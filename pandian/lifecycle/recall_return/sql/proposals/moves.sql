-- Posting rule 过账规则 of a recall return: from the customer to the return area, as recalled.
-- Twin: recall_return/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, '@customer' AS source, a.place AS target,
       'recalled' AS status, 'recalled' AS target_status, a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted AND a.measure = 'returned'
 ORDER BY a.n

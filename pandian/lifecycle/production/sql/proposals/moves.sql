-- Posting rule 过账规则 of a production: inputs go to the station and from there to @production, back
-- or to red; outputs come from @production and wait.  Twin: production/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner,
       CASE a.measure WHEN 'issued' THEN l.source WHEN 'output' THEN '@production'
            WHEN 'gained' THEN '@gain_loss' ELSE l.target END AS source,
       a.place AS target,
       CASE a.measure WHEN 'output' THEN 'pending' ELSE l.status END AS status,
       CASE a.measure WHEN 'output' THEN 'pending' WHEN 'scrapped' THEN 'rejected'
            ELSE l.status END AS target_status,
       a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('issued', 'consumed', 'estimated', 'output', 'returned', 'scrapped', 'lost',
                     'gained')
 ORDER BY a.n

-- Posting rule 过账规则 of a hold: goods go on hold where they stand, or into quarantine where the
-- line names it; goods on hold may go on to a quarantine; judged goods come out as accepted or
-- rejected.  Twin: hold/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner,
       CASE WHEN a.measure IN ('held', 'escalated') OR l.target = '' THEN l.source
            ELSE l.target END AS source,
       CASE WHEN a.measure <> 'held' THEN a.place
            WHEN l.target = '' THEN l.source ELSE l.target END AS target,
       CASE WHEN a.measure = 'held' THEN l.status
            WHEN a.measure = 'escalated' OR l.target = '' THEN 'on_hold'
            ELSE 'quarantine' END AS status,
       CASE WHEN a.measure IN ('lifted', 'released') THEN 'accepted'
            WHEN a.measure = 'rejected' THEN 'rejected'
            WHEN a.measure = 'held' AND l.target = '' THEN 'on_hold'
            ELSE 'quarantine' END AS target_status,
       a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('held', 'escalated', 'lifted', 'released', 'rejected')
 ORDER BY a.n

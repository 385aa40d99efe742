-- The facts that a reply (or a correction) of a recall stated anew, with the event that has
-- corrected it since, if any.
SELECT e.payload -> 'evidence' ->> 'customer' AS customer, a.line, a.measure, a.quantity, a.lot,
       a.serial, a.place,
       EXISTS (SELECT FROM lifecycle_event c
                WHERE c.site = e.site AND c.document = e.document AND c.action = 'correct'
                  AND c.payload -> 'evidence' ->> 'corrects' = e.id::text) AS corrected
  FROM lifecycle_event e
  JOIN lifecycle_amount a ON a.site = e.site AND a.event = e.id AND a.quantity > 0
 WHERE e.site = %(site)s AND e.document = %(document)s AND e.id = %(event)s
   AND e.action IN ('reply', 'correct')
 ORDER BY a.n

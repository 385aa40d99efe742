-- The loans of a tray that are not ended.
SELECT id, number, state FROM lifecycle_document
 WHERE site = %(site)s AND kind = 'loan' AND header ->> 'tray' = %(tray)s
   AND state NOT IN ('closed', 'cancelled', 'reversed')
 ORDER BY number

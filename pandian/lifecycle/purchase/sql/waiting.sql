-- Receipts of an order that were announced and are not booked yet.
SELECT number FROM lifecycle_document
 WHERE site = %(site)s AND follows = %(document)s AND kind = 'receipt'
   AND state IN ('announced', 'arrived')
 ORDER BY number

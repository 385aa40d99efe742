-- The receipts of one transfer at the site where it arrives, oldest first.
SELECT d.id, d.kind, d.number, d.state, d.version, d.header
  FROM lifecycle_document d
 WHERE d.site = %(site)s AND d.kind = 'transfer_receipt'
   AND d.header ->> 'transfer' = %(transfer)s::uuid::text
 ORDER BY d.number

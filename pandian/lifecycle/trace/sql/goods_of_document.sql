-- The lots and serials that a document's lines or facts name.
WITH said AS MATERIALIZED (
    SELECT l.item, coalesce(nullif(a.lot, ''), l.lot) AS lot,
           coalesce(nullif(a.serial, ''), l.serial) AS serial
      FROM lifecycle_line l
      LEFT JOIN lifecycle_amount a ON a.site = l.site AND a.document = l.document
       AND a.line = l.line
     WHERE l.site = %(site)s AND l.document = %(document)s
)
SELECT DISTINCT item, lot, serial FROM said WHERE lot <> '' OR serial <> ''
 ORDER BY item, lot, serial
 LIMIT %(limit)s

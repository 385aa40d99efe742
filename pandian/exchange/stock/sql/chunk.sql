-- The next rows to post, document after document.
SELECT file, row, sequence, part, site, document, kind, effective_at, precision, item, lot,
       serial, status, owner, source, target, quantity, unit, target_status, cause
  FROM exchange_row
 WHERE import = %(import)s AND sequence > 0 AND sequence > %(after)s
 ORDER BY sequence, file, row
 LIMIT %(limit)s

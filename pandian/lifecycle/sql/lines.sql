-- The lines of one document.
SELECT line, item, lot, serial, status, owner, asked, source, target, source_line,
       attributes
  FROM lifecycle_line WHERE site = %(site)s AND document = %(document)s ORDER BY line

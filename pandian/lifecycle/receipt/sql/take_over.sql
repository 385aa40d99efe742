-- Write the lines that a receipt takes over from its order: what is still to come and is not
-- announced by another receipt already.
INSERT INTO lifecycle_line (site, document, line, item, lot, serial, status, owner, asked, source,
                            target, source_line)
SELECT %(site)s, %(document)s, row_number() OVER (ORDER BY o.line), o.item, o.lot, o.serial,
       %(status)s, o.owner, o.left, '', (
       SELECT d.header ->> 'place' FROM lifecycle_document d
        WHERE d.site = %(site)s AND d.id = %(document)s), o.line
  FROM (SELECT l.line, l.item, l.lot, l.serial, l.owner,
               l.asked - coalesce(s.done, 0) - coalesce(w.announced, 0) AS left
          FROM lifecycle_line l
          LEFT JOIN (SELECT a.line, sum(a.quantity) AS done FROM lifecycle_amount a
                      WHERE a.site = %(site)s AND a.document = %(follows)s
                        AND a.measure IN ('received', 'cancelled')
                      GROUP BY a.line) s ON s.line = l.line
          LEFT JOIN (SELECT r.source_line, sum(r.asked) AS announced
                       FROM lifecycle_document d
                       JOIN lifecycle_line r ON r.site = d.site AND r.document = d.id
                      WHERE d.site = %(site)s AND d.follows = %(follows)s AND d.kind = %(kind)s
                        AND d.id <> %(document)s AND d.state IN ('announced', 'arrived')
                      GROUP BY r.source_line) w ON w.source_line = l.line
         WHERE l.site = %(site)s AND l.document = %(follows)s) o
 WHERE o.left > 0

-- Write the lines that a document takes over: what the one it follows stated (and posted, if only
-- that counts), by line, lot, serial and place, less what came back of it, and what living
-- documents of this kind have taken.
INSERT INTO lifecycle_line (site, document, line, item, lot, serial, status, owner, asked, source,
                            source_line)
SELECT %(site)s, %(document)s, row_number() OVER (ORDER BY f.line, f.lot, f.serial, f.place),
       f.item, f.lot, f.serial, %(status)s, f.owner, f.stated - coalesce(t.taken, 0), f.place,
       f.line
  FROM (SELECT l.line, l.item, l.owner, a.lot, a.serial, a.place, sum(a.quantity) AS stated
          FROM lifecycle_line l
          JOIN (SELECT x.site, x.document, x.line, x.lot, x.serial, x.posted,
                       CASE x.measure WHEN %(takes)s THEN x.place ELSE x.source END AS place,
                       CASE x.measure WHEN %(takes)s THEN x.quantity ELSE -x.quantity END
                           AS quantity
                  FROM lifecycle_amount x
                 WHERE x.site = %(site)s AND x.document = %(follows)s
                   AND x.measure IN (%(takes)s, %(takes_less)s)) a
            ON l.site = a.site AND l.document = a.document AND l.line = a.line
         WHERE a.posted OR NOT %(posted_only)s
         GROUP BY l.line, l.item, l.owner, a.lot, a.serial, a.place) f
  LEFT JOIN (
        SELECT l.source_line, l.lot, l.serial, l.source,
               sum(CASE WHEN d.state = ANY (%(partial)s::text[]) THEN coalesce(done.quantity, 0)
                        ELSE l.asked END) AS taken
          FROM lifecycle_document d
          JOIN lifecycle_line l ON l.site = d.site AND l.document = d.id
          LEFT JOIN LATERAL (
                SELECT sum(CASE WHEN a.measure = ANY (%(closing)s::text[]) THEN a.quantity
                                ELSE -a.quantity END) AS quantity
                  FROM lifecycle_amount a
                 WHERE a.site = l.site AND a.document = l.document AND a.line = l.line
                   AND a.measure = ANY (%(closing)s::text[] || %(reopening)s::text[])) done
            ON true
         WHERE d.site = %(site)s AND d.follows = %(follows)s AND d.kind = %(kind)s
           AND d.id <> %(document)s AND d.state NOT IN ('cancelled', 'reversed')
         GROUP BY l.source_line, l.lot, l.serial, l.source) t
    ON t.source_line = f.line AND t.lot = f.lot AND t.serial = f.serial AND t.source = f.place
 WHERE f.stated > coalesce(t.taken, 0)

-- Found serials: the other places where the book may have them.
INSERT INTO counting_reach (holding, place, item, serial, at)
SELECT h.id, h.place, j.item, j.serial, %(now)s
  FROM counting_judged j
  JOIN ledger_holding h ON h.site = %(site)s AND h.item = j.item AND h.serial = j.serial
   AND h.physical AND h.id <> j.holding
 WHERE j.serial > 0 AND j.counted = 1 AND j.book = 0
   AND h.item = ANY (ARRAY(SELECT DISTINCT item FROM counting_judged
                            WHERE serial > 0 AND counted = 1 AND book = 0))

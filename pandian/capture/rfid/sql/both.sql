-- How many tags two passes read, and how many of them both did.
SELECT count(*) FILTER (WHERE first) AS first, count(*) FILTER (WHERE second) AS second,
       count(*) FILTER (WHERE first AND second) AS both
  FROM (SELECT epc, bool_or(pass = %(first)s) AS first, bool_or(pass = %(second)s) AS second
          FROM capture_rfid_read
         WHERE site = %(site)s AND pass IN (%(first)s, %(second)s)
         GROUP BY epc) AS seen

-- Rows that equal another row of the same import in everything: kept, and told about.
SELECT count(*) AS rows, min(document) AS example
  FROM (SELECT document, row_number() OVER (PARTITION BY site, document, kind, effective_at,
               item, lot, serial, status, owner, source, target, quantity, unit, raw) AS copy
          FROM exchange_row
         WHERE import = %(import)s AND outcome NOT LIKE 'refused%%') AS counted
 WHERE copy > 1

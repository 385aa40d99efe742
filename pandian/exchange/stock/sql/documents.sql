-- Cut the rows into documents: one per document number, kind, instant and cause, numbered in
-- the order in which they happened; `part` counts the documents of one number.
WITH grouped AS (
    SELECT file, row, site, document, effective_at, kind, cause,
           min(file * 10000000000 + row) OVER whole AS first
      FROM exchange_row
     WHERE import = %(import)s AND outcome = ''
    WINDOW whole AS (PARTITION BY site, document, kind, effective_at, cause)
), numbered AS (
    SELECT file, row,
           dense_rank() OVER (ORDER BY effective_at, first) AS sequence,
           dense_rank() OVER (PARTITION BY site, document ORDER BY first) AS part
      FROM grouped
)
UPDATE exchange_row AS line
   SET sequence = numbered.sequence, part = numbered.part
  FROM numbered
 WHERE line.import = %(import)s AND line.file = numbered.file AND line.row = numbered.row

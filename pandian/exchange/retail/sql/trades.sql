-- Sales and returns of every customer and item of which this import holds a return, in the order
-- of time: its own rows, and those that earlier imports brought to the same site.
WITH wanted AS (
    SELECT DISTINCT party, lower(item) AS item
      FROM exchange_row
     WHERE import = %(import)s AND kind = 'customer_return' AND outcome = ''
       AND party IS NOT NULL
), other AS (
    SELECT line.*, rank() OVER (PARTITION BY line.document ORDER BY line.import) AS copy
      FROM exchange_row AS line
      JOIN wanted ON wanted.party = line.party AND wanted.item = lower(line.item)
     WHERE line.import <> %(import)s AND line.site = %(site)s
       AND line.outcome IN ('created', 'exists')
       AND NOT EXISTS (SELECT 1 FROM exchange_row AS mine
                        WHERE mine.import = %(import)s AND mine.document = line.document
                          AND mine.party = line.party AND lower(mine.item) = lower(line.item))
), trade AS (
    SELECT true AS own, line.file, line.row, line.kind, line.document, line.quantity,
           line.effective_at, line.party, wanted.item
      FROM exchange_row AS line
      JOIN wanted ON wanted.party = line.party AND wanted.item = lower(line.item)
     WHERE line.import = %(import)s AND line.outcome = ''
    UNION ALL
    SELECT false, file, row, kind, document, quantity, effective_at, party, lower(item)
      FROM other WHERE copy = 1
)
SELECT own, file, row, kind, document, quantity, effective_at AS at, party, item
  FROM trade
 WHERE kind IN ('issue', 'customer_return')
 ORDER BY party, item, effective_at, kind DESC, own, file, row

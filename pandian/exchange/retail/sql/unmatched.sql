-- Returns without a sale go to the exception list: they never become silent stock.
UPDATE exchange_row AS line
   SET outcome = 'refused_cancellation_without_sale'
 WHERE line.import = %(import)s AND line.kind = 'customer_return' AND line.outcome = ''
   AND NOT EXISTS (SELECT 1 FROM unnest(%(files)s::integer[], %(rows)s::integer[])
                       AS answer (file, row)
                    WHERE answer.file = line.file AND answer.row = line.row)
RETURNING file, row, document, item

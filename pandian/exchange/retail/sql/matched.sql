-- Write beside each matched return the sale that it takes back.
UPDATE exchange_row AS line
   SET cause = (line.cause::jsonb || jsonb_build_object('takes_back', answer.sale))::text
  FROM unnest(%(files)s::integer[], %(rows)s::integer[], %(sales)s::text[])
    AS answer (file, row, sale)
 WHERE line.import = %(import)s AND line.file = answer.file AND line.row = answer.row

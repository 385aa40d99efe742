-- Write down what became of the rows of posted documents.
UPDATE exchange_row AS line
   SET outcome = answer.outcome
  FROM unnest(%(sequences)s::integer[], %(outcomes)s::text[]) AS answer (sequence, outcome)
 WHERE line.import = %(import)s AND line.sequence = answer.sequence AND line.sequence > 0

-- Write on the lines of a receipt which line of its order each of them is of.
UPDATE lifecycle_line
   SET source_line = (attributes ->> 'order_line')::integer
 WHERE site = %(site)s AND document = %(document)s

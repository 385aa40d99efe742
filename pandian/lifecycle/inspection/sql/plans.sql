-- How the lots of an inspection are looked at.
SELECT n, item, lot, supplier, lot_size, level, aql, severity, letter, units, accept, reject, whole,
       seed
  FROM lifecycle_sampling WHERE site = %(site)s AND document = %(document)s ORDER BY n

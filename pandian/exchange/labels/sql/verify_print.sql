-- Note what scanning the first label of a job said; a later scan replaces an earlier one.
UPDATE exchange_print
   SET verified_at = clock_timestamp(), verified_by = %(actor)s, verified = %(result)s,
       scanned = %(scanned)s
 WHERE id = %(id)s

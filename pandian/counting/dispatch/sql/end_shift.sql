-- Let a shift end with a day; one that never held, or holds no longer by then, stays as it is.
UPDATE counting_shift SET valid_to = %(last)s, ended_by = %(actor)s
 WHERE site = %(site)s AND id = %(id)s AND valid_from <= %(last)s
   AND (valid_to IS NULL OR valid_to >= %(last)s)

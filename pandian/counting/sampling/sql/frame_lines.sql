-- The frame as it was fixed, in the order of its hash.
SELECT holding, place, item, book, cost, stratum, draw FROM counting_sample_line
 WHERE site = %(site)s AND sample = %(id)s ORDER BY holding

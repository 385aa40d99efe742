-- The secret of a study, from which its seed is made.
SELECT p.value FROM counting_sample_seed p
 WHERE p.site = %(site)s AND p.sample = %(id)s AND p.part = 'secret'

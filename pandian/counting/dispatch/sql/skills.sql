-- The training record of a site.
SELECT k.person, k.skill, k.trained_on, k.valid_to, k.evidence FROM counting_skill k
 WHERE k.site = %(site)s ORDER BY k.person, k.skill, k.trained_on

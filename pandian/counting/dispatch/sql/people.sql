-- Zones and valid skills of people on a day.
SELECT 'skill' AS what, k.person, k.skill AS word, 0::bigint AS zone
  FROM counting_skill k
 WHERE k.site = %(site)s AND k.trained_on <= %(day)s
   AND (k.valid_to IS NULL OR k.valid_to >= %(day)s)
UNION ALL
SELECT 'zone', z.person, '', z.zone FROM counting_zone_person z WHERE z.site = %(site)s
 ORDER BY 1, 2, 3, 4

-- For whom a person stands in now, and where.
SELECT d.principal, d.capability, s.code AS site
  FROM governance_delegation d JOIN governance_site s ON s.id = d.site
 WHERE d.stand_in = %(person)s AND d.valid_from <= %(at)s AND d.valid_to > %(at)s
   AND d.ended_at IS NULL

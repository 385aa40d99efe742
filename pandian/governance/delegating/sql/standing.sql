-- As whom a person decides at a site now: himself first (no limit), then those for whom he stands
-- in, the widest first; each with the roles that stand there, and all accounts that count as his.
WITH said AS (
    SELECT %(person)s::text AS person, NULL::bigint AS amount_max
    UNION ALL
    SELECT d.principal, max(d.amount_max) FROM governance_delegation d
     WHERE d.site = %(site)s AND d.stand_in = %(person)s AND d.capability = %(capability)s
       AND d.valid_from <= %(at)s AND d.valid_to > %(at)s AND d.ended_at IS NULL
     GROUP BY d.principal
)
SELECT s.person, s.amount_max,
       ARRAY(SELECT DISTINCT a.role
               FROM governance_person p JOIN governance_assignment a ON a.person_id = p.id
              WHERE p.code = s.person AND p.is_active AND a.valid_from <= %(at)s
                AND (a.valid_to IS NULL OR a.valid_to > %(at)s)
                AND (a.site_code = '*' OR a.site_code = (
                     SELECT code FROM governance_site WHERE id = %(site)s))) AS roles,
       governance_accounts(%(person)s, %(site)s, %(at)s) AS accounts
  FROM said s
 ORDER BY s.amount_max DESC NULLS FIRST, s.person

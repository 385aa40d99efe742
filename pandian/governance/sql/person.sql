-- Who an active person is, with the roles that stand at an instant.
SELECT p.id, p.code, p.name, p.name_en, p.kind, p.language, held.roles, held.sites
  FROM governance_person p
 CROSS JOIN LATERAL (
       SELECT coalesce(array_agg(a.role ORDER BY a.id), '{}') AS roles,
              coalesce(array_agg(a.site_code ORDER BY a.id), '{}') AS sites
         FROM governance_assignment a
        WHERE a.person_id = p.id AND a.valid_from <= %(at)s
          AND (a.valid_to IS NULL OR a.valid_to > %(at)s)) AS held
 WHERE p.id = %(person)s AND p.is_active

-- Licences that end within so many days or have ended, and were not renewed: those of the site, or
-- (for the house) those of partners and items.  Worse at 60 and 30 days, and when it is over.
SELECT 'licence:' || l.id AS subject,
       (l.valid_to - %(days)s::integer)::timestamp AT TIME ZONE %(zone)s AS since,
       (l.valid_to - %(days)s::integer)::timestamp AT TIME ZONE %(zone)s AS news_at,
       CASE WHEN l.valid_to < %(today)s::date THEN 4
            WHEN l.valid_to <= %(today)s::date + 30 THEN 3
            WHEN l.valid_to <= %(today)s::date + 60 THEN 2 ELSE 1 END::bigint AS level,
       NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('kind', l.kind, 'number', l.number, 'holder_kind', l.holder_kind,
           'holder', coalesce(p.code, i.code, s.code, ''), 'ends', l.valid_to,
           'left', l.valid_to - %(today)s::date) AS facts
  FROM catalog_licence l
  LEFT JOIN catalog_party_view p ON l.holder_kind = 'party' AND p.id = l.holder
  LEFT JOIN catalog_item_view i ON l.holder_kind = 'item' AND i.id = l.holder
  LEFT JOIN governance_site_view s ON l.holder_kind = 'site' AND s.id = l.holder
 WHERE l.site = %(site)s AND l.holder_kind <> 'person'
   AND l.valid_to <= %(today)s::date + %(days)s::integer
   AND NOT EXISTS (SELECT FROM catalog_licence later
                    WHERE later.holder_kind = l.holder_kind AND later.holder = l.holder
                      AND later.kind = l.kind AND later.id <> l.id
                      AND (later.valid_to IS NULL OR later.valid_to > l.valid_to))
 ORDER BY l.valid_to, l.id LIMIT %(limit)s

-- Legal holds of some sites (NULL: of all), those that hold first.
SELECT s.code AS site, h.id, h.cause, h.item, h.lot, h.document, h.reason, h.actor, h.at,
       r.actor AS released_by, r.at AS released_at, r.reason AS released_for
  FROM lifecycle_legal_hold h
  JOIN governance_site_view s ON s.id = h.site
  LEFT JOIN lifecycle_legal_release r ON r.site = h.site AND r.hold = h.id
 WHERE (%(sites)s::integer[] IS NULL OR h.site = ANY (%(sites)s::integer[]))
   AND (%(id)s::uuid IS NULL OR h.id = %(id)s::uuid)
 ORDER BY r.at IS NOT NULL, h.at DESC, h.id
 LIMIT %(limit)s

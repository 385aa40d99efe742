-- The rules of a kind that hold at a site at an instant, central content under the site's own
-- (twin: rules.resolve).  0 as the site: the central rules alone.
SELECT coalesce(l.id, c.id) AS id, coalesce(l.code, c.code) AS code,
       coalesce(l.version, c.version) AS version,
       coalesce(nullif(l.label_zh, ''), c.label_zh, '') AS label_zh,
       coalesce(nullif(l.label_en, ''), c.label_en, '') AS label_en,
       greatest(l.holds_from, c.holds_from) AS effective_from,
       CASE WHEN c.id IS NULL THEN l.content WHEN l.id IS NULL THEN c.content
            ELSE c.content || governance_effective(l.content, c.control, l.central_approval) END
           AS content,
       c.id AS central_id, c.version AS central_version, c.content AS central_content,
       c.control, l.id AS local_id, l.version AS local_version, l.content AS local_content,
       l.central_approval
  FROM (SELECT * FROM governance_policy_view
         WHERE kind = %(kind)s AND site = 0 AND holds_from <= %(at)s
           AND (holds_to IS NULL OR holds_to > %(at)s)) AS c
  FULL JOIN (SELECT * FROM governance_policy_view
         WHERE kind = %(kind)s AND site = %(site)s AND site <> 0 AND holds_from <= %(at)s
           AND (holds_to IS NULL OR holds_to > %(at)s)) AS l ON l.code = c.code
 ORDER BY code

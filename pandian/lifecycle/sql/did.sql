-- Who did or signed these actions on a document or on the ones it follows, however far back.
WITH RECURSIVE chain AS (
    SELECT site, id, follows FROM lifecycle_document WHERE site = %(site)s AND id = %(document)s
    UNION ALL
    SELECT d.site, d.id, d.follows FROM chain c
      JOIN lifecycle_document d ON d.site = c.site AND d.id = c.follows
)
SELECT e.action, array_agg(DISTINCT p.person) AS people
  FROM chain c
  JOIN lifecycle_event e ON e.site = c.site AND e.document = c.id
 CROSS JOIN LATERAL unnest(e.signers || e.actor) AS p (person)
 WHERE e.action = ANY (%(actions)s::text[])
 GROUP BY e.action

-- Show rows again that the person had put away.
DELETE FROM counting_inbox_read r
 USING unnest(%(sites)s::int[], %(kinds)s::text[], %(subjects)s::text[])
       AS x (site, kind, subject)
 WHERE r.site = x.site AND r.person = %(person)s AND r.kind = x.kind
   AND r.subject = x.subject

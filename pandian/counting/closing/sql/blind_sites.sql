-- Sites at which this person counts blind in an open count: no report of theirs is for him yet.
SELECT DISTINCT p.site
  FROM counting_plan p
 WHERE p.site = ANY (%(sites)s::int[]) AND p.blind AND p.state = 'open'
   AND counting_blind_to(p.site, p.id, %(person)s)

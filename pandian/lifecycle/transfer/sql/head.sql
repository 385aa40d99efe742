-- A transfer by its id at the site that ships it.
SELECT d.site, d.id, d.number, d.state, d.version, d.header
  FROM lifecycle_document d
 WHERE d.site = ANY (%(sites)s::integer[]) AND d.id = %(id)s AND d.kind = 'transfer'

-- Where a document lives, among the sites that are seen.
SELECT site, kind FROM lifecycle_document WHERE site = ANY (%(sites)s::integer[]) AND id = %(id)s

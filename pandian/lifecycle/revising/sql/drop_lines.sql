-- Take away the lines of a document that are kept in its revision.
DELETE FROM lifecycle_line WHERE site = %(site)s AND document = %(document)s

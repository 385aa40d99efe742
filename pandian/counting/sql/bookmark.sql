-- How far a reader has come; locked, so that one reader runs at a time.
SELECT position FROM counting_bookmark WHERE site = %(site)s AND name = %(name)s FOR UPDATE

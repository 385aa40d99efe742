-- Lock a document and the one that it repeats, always in the same order: whoever would undo either
-- of them waits, and sees how both stand now.
SELECT d.id, d.state FROM lifecycle_document d
 WHERE d.site = %(site)s AND d.id = ANY (%(ids)s::uuid[])
 ORDER BY d.id FOR UPDATE

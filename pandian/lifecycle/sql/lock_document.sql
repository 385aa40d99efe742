-- Lock one document: whoever acts on it next waits, and sees the new version.
SELECT d.site, d.id, d.kind, d.number, d.state, d.version, d.header, d.follows, d.replaces
  FROM lifecycle_document d
 WHERE d.site = %(site)s AND d.id = %(id)s
   FOR UPDATE

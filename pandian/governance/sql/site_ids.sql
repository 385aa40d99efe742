-- Codes and numbers of the sites of these codes, or of all.
SELECT code, id FROM governance_site
 WHERE %(everywhere)s::boolean OR code = ANY (%(codes)s::text[])

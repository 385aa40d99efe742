-- The proofs that a document brought.
SELECT observation, task FROM lifecycle_proof_fact
 WHERE site = %(site)s AND document = %(document)s ORDER BY observation

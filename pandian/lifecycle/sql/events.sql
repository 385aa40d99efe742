-- What happened to one document, oldest first.
SELECT id, seq, action, from_state, to_state, actor, device, at, payload, signers, signatures,
       postings
  FROM lifecycle_event WHERE site = %(site)s AND document = %(document)s ORDER BY seq

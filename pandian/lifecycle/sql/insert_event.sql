-- Write what was done to a document.
INSERT INTO lifecycle_event (site, id, document, seq, action, from_state, to_state, actor, device,
                             at, payload, request, signers, signatures, postings)
VALUES (%(site)s, %(id)s, %(document)s, %(seq)s, %(action)s, %(from_state)s, %(to_state)s,
        %(actor)s, %(device)s, %(now)s, %(payload)s::jsonb, %(request)s, %(signers)s::text[],
        %(signatures)s::uuid[], %(postings)s::uuid[])

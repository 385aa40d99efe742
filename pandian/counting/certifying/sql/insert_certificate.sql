-- Keep a certificate as it is handed out, unless another call kept this issue a moment before.
INSERT INTO counting_certificate (site, plan, omitted, issue, version, code, content_hash,
       state_hash, body, issued_by, issued_at)
VALUES (%(site)s, %(plan)s, %(omitted)s::text[], %(issue)s, %(version)s, %(code)s,
        %(content_hash)s, %(state_hash)s, %(body)s, %(actor)s, %(now)s)
    ON CONFLICT DO NOTHING

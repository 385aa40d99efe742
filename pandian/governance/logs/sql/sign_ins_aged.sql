-- Tries to sign in before an instant, oldest first.
SELECT encode(sha256(convert_to('sign_ins|' || x.id::text, 'UTF8')), 'hex') AS digest,
       pg_column_size(x.*)::bigint AS bytes, x.at AS at,
       concat_ws(' ', left(encode(x.account, 'hex'), 12), x.address,
                 CASE WHEN x.succeeded THEN '+' ELSE '-' END) AS what
  FROM governance_login_attempt AS x
 WHERE x.at < %(before)s
 ORDER BY x.at, x.id::text
 LIMIT %(limit)s

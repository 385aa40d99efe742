-- Whether our login may make a database for a drill, and how ours keeps texts.
SELECT session_user AS login, r.rolcreatedb OR r.rolsuper AS may_create,
       pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collate, d.datctype AS ctype
  FROM pg_roles r
  JOIN pg_database d ON d.datname = current_database()
 WHERE r.rolname = session_user

-- Every function of a name in our schema, as text that DROP FUNCTION takes.
SELECT oid::regprocedure::text AS signature
  FROM pg_proc
 WHERE proname = %(name)s AND pronamespace = 'public'::regnamespace

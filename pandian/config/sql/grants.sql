-- Rights of the application role 应用角色的权限: read, write and run everything, but only add to
-- the tables that record what happened; those are never changed or emptied, partitions included.
DO $$
DECLARE
    part regclass;
BEGIN
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO pandian_app', current_database());
    GRANT USAGE ON SCHEMA public TO pandian_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pandian_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO pandian_app;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO pandian_app;
    REVOKE INSERT, UPDATE, DELETE ON public.django_migrations, public.kernel_function
        FROM pandian_app;
    -- whatever carries the append-only wall, with its partitions
    FOR part IN SELECT DISTINCT tree.relid
                  FROM pg_trigger t
                  JOIN pg_proc p ON p.oid = t.tgfoid AND p.proname = 'kernel_append_only'
                 CROSS JOIN LATERAL (SELECT relid FROM pg_partition_tree(t.tgrelid)
                                     UNION SELECT t.tgrelid) AS tree LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM pandian_app', part);
    END LOOP;
END $$;

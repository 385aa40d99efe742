-- Rights of the application role 应用角色的权限: read, write and run everything, but only add to
-- the tables that record what happened; those are never changed or emptied, partitions included.
DO $$
DECLARE
    recorded text;
    part regclass;
BEGIN
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO pandian_app', current_database());
    GRANT USAGE ON SCHEMA public TO pandian_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pandian_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO pandian_app;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO pandian_app;
    REVOKE INSERT, UPDATE, DELETE ON public.django_migrations, public.kernel_function
        FROM pandian_app;
    FOREACH recorded IN ARRAY ARRAY['kernel_fact', 'governance_signature', 'capture_observation',
        'ledger_posting', 'ledger_move', 'ledger_assertion', 'ledger_place_assertion',
        'ledger_heal', 'ledger_doubt', 'ledger_retraction', 'ledger_seal',
        'ledger_seal_item'] LOOP
        IF to_regclass('public.' || recorded) IS NOT NULL THEN
            FOR part IN SELECT relid FROM pg_partition_tree(('public.' || recorded)::regclass)
                        UNION SELECT ('public.' || recorded)::regclass LOOP
                EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM pandian_app', part);
            END LOOP;
        END IF;
    END LOOP;
END $$;

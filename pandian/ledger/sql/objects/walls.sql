-- Second wall 只增不改: rows of these tables are never changed, whoever is connected.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['ledger_posting', 'ledger_move', 'ledger_assertion',
        'ledger_place_assertion', 'ledger_heal', 'ledger_doubt', 'ledger_retraction',
        'ledger_seal', 'ledger_seal_item'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
                        FOR EACH ROW EXECUTE FUNCTION kernel_append_only()', name);
    END LOOP;
END $$;

-- Virtual holdings sit at one end of most moves, so that statistics say that a holding has a large
-- share of them.  Tell the planner that the others are many: it must probe by holding.
CREATE FUNCTION ledger_tell_planner(p_partition text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE public.%I ALTER source SET (n_distinct = -0.02),
                    ALTER target SET (n_distinct = -0.02)', p_partition);
END $$;
ALTER TABLE ledger_move ALTER source SET (n_distinct_inherited = -0.02),
                        ALTER target SET (n_distinct_inherited = -0.02);
SELECT ledger_tell_planner('ledger_move_default');

-- Open the monthly partitions from this month to `ahead` months on.  Runs with the owner's
-- rights, so that a job of the application can call it.
CREATE FUNCTION ledger_open_partitions(ahead integer DEFAULT 3) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    month date;
    opened integer := 0;
BEGIN
    FOR month IN SELECT generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'),
        date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead),
        interval '1 month')::date LOOP
        IF to_regclass('public.ledger_move_' || to_char(month, 'YYYY_MM')) IS NULL THEN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.ledger_move
                FOR VALUES FROM (%L) TO (%L)', 'ledger_move_' || to_char(month, 'YYYY_MM'),
                month::timestamp AT TIME ZONE 'UTC',
                (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
            PERFORM public.ledger_tell_planner('ledger_move_' || to_char(month, 'YYYY_MM'));
            opened := opened + 1;
        END IF;
    END LOOP;
    RETURN opened;
END $$;
SELECT ledger_open_partitions();

-- Empty a database that holds nothing but the demo: stock, documents, counts, captures, masters,
-- the demo's sites and people.  The facts feed, other people and their rights stay.  Needs the
-- owner, who alone may open the walls around what is only ever added to.
DO $$
DECLARE
    tables regclass[];
    each regclass;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    SELECT array_agg(c.oid::regclass) INTO tables
      FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
       AND c.relname ~ '^(ledger|lifecycle|counting|capture|exchange|catalog|governance_signature)';
    FOREACH each IN ARRAY tables LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', each);
    END LOOP;
    EXECUTE 'TRUNCATE ' || array_to_string(tables, ', ') || ' RESTART IDENTITY';
    FOREACH each IN ARRAY tables LOOP
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', each);
    END LOOP;
    DELETE FROM governance_assignment WHERE person_id IN
        (SELECT id FROM governance_person WHERE code LIKE 'demo-%');
    DELETE FROM governance_person WHERE code LIKE 'demo-%';
    DELETE FROM governance_site;
END $$

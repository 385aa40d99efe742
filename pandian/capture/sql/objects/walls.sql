-- Second wall 只增不改: an observation is never changed, whoever is connected.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON capture_observation
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

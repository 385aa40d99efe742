-- Tables of the inbound documents.

-- What sites decide about their documents; site 0 is for all.  The newest row stands.
CREATE TABLE lifecycle_policy (
    number bigint GENERATED ALWAYS AS IDENTITY,
    site   integer NOT NULL,
    name   text    NOT NULL,
    value  jsonb   NOT NULL,
    actor  text    NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (site, name, number)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lifecycle_policy
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

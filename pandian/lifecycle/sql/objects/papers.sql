-- Revisions 修订: what the lines of an order said before and after they were changed, with the hash
-- of each.  Facts: added, never changed.
CREATE TABLE lifecycle_revision (
    site        integer NOT NULL,
    document    uuid    NOT NULL,
    seq         integer NOT NULL CHECK (seq > 1),
    event       uuid    NOT NULL,
    before      jsonb   NOT NULL,
    before_hash text    NOT NULL,
    after       jsonb   NOT NULL,
    after_hash  text    NOT NULL,
    PRIMARY KEY (site, document, seq)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lifecycle_revision
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

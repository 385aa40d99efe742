-- Corrections 单据更正: which posted line of a document was reversed and entered again, by which
-- event (which is also the posting that did it: line 1 reverses, line 2 enters what is true).
-- One posted line is corrected once; a correction may itself be corrected.  Facts: added, never
-- changed.
CREATE TABLE lifecycle_correction (
    site     integer NOT NULL,
    posting  uuid    NOT NULL,
    line     integer NOT NULL CHECK (line > 0),
    event    uuid    NOT NULL,
    document uuid    NOT NULL,
    wrong    bigint  NOT NULL CHECK (wrong > 0),
    "right"  bigint  NOT NULL CHECK ("right" > 0 AND "right" <> wrong),
    PRIMARY KEY (site, posting, line),
    UNIQUE (site, event)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lifecycle_correction
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

-- Published to upper rooms: posted lines that stand no longer.  单据更正视图
CREATE VIEW lifecycle_correction_view AS
SELECT site, posting, line, event, document, wrong, "right" FROM lifecycle_correction;

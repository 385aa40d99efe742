-- Places that a count was closed without 未盘货位: who said so and why, whether anything was counted
-- there, and how many lines of the book nobody counted.  Insert only.
CREATE TABLE counting_place_left (
    site   integer NOT NULL,
    plan   uuid    NOT NULL,
    place  bigint  NOT NULL,
    seen   boolean NOT NULL,
    lines  integer NOT NULL CHECK (lines >= 0),
    reason text    NOT NULL CHECK (reason <> ''),
    person text    NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (site, plan, place)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON counting_place_left
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

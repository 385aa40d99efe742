-- Where handling units stand 容器位置: a unit is a place, and this is since when it hangs where.
-- Facts: added, never changed; the newest row is where it hangs now.
CREATE TABLE lifecycle_unit_place (
    site   integer NOT NULL,
    number bigint  GENERATED ALWAYS AS IDENTITY,
    unit   text    NOT NULL,
    event  uuid    NOT NULL,
    parent text    NOT NULL CHECK (parent <> unit),
    actor  text    NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (site, event)
);
CREATE INDEX lifecycle_unit_place_unit ON lifecycle_unit_place (site, unit, at DESC, number DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lifecycle_unit_place
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

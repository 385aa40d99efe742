-- Tables of the outbound documents.

-- Handling units 容器: parcels with their seal, as they were packed.  `code` is an SSCC where the
-- site has a company prefix, else a number of its own.  A parcel packed anew is another unit.
CREATE TABLE lifecycle_unit (
    site        integer NOT NULL,
    code        text    NOT NULL,
    kind        text    NOT NULL CHECK (kind IN ('parcel', 'pallet', 'tray')),
    document    uuid    NOT NULL,
    event       uuid    NOT NULL,
    parcel      text    NOT NULL,
    parent      text    NOT NULL DEFAULT '',
    place       text    NOT NULL,
    seal        text    NOT NULL,
    temperature text    NOT NULL,
    packed_by   text    NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (site, code)
);
CREATE INDEX lifecycle_unit_document ON lifecycle_unit (site, document, event);

-- What lies in a unit: units of one lot or serial of a line of its document.
CREATE TABLE lifecycle_unit_content (
    site     integer NOT NULL,
    unit     text    NOT NULL,
    line     integer NOT NULL,
    lot      text    NOT NULL,
    serial   text    NOT NULL,
    quantity bigint  NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (site, unit, line, lot, serial)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lifecycle_unit', 'lifecycle_unit_content'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()', name);
    END LOOP;
END $$;

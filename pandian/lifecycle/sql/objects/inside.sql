-- Tables of the inside documents: pick faces, expiry warnings, values of scrap, certificates of
-- destruction.

-- A pick face: when less than `minimum` of the item is available there, it is filled to `maximum`.
CREATE TABLE lifecycle_pick_face (
    site    integer NOT NULL,
    place   text    NOT NULL,
    item    text    NOT NULL,
    minimum bigint  NOT NULL CHECK (minimum > 0),
    maximum bigint  NOT NULL CHECK (maximum >= minimum),
    PRIMARY KEY (site, place, item)
);

-- A lot came within so many days of its expiry and people were told: once per lot and threshold.
CREATE TABLE lifecycle_expiry_warning (
    site       integer NOT NULL,
    item       text    NOT NULL,
    lot        text    NOT NULL,
    expires_on date    NOT NULL,
    days       integer NOT NULL CHECK (days > 0),
    told_on    date    NOT NULL,
    PRIMARY KEY (site, item, lot, expires_on, days)
);

-- What a line of scrap is worth, in 10^-4 minor units, as finance signed it.  Apart from the facts
-- of the document, because not everybody who reads those may see values.
CREATE TABLE lifecycle_valuation (
    site     integer NOT NULL,
    event    uuid    NOT NULL,
    document uuid    NOT NULL,
    line     integer NOT NULL,
    cost     bigint  NOT NULL CHECK (cost >= 0),
    value    numeric NOT NULL CHECK (value >= 0),
    PRIMARY KEY (site, event, line)
);
CREATE INDEX lifecycle_valuation_document ON lifecycle_valuation (site, document);

-- The certificate of a destruction, as it was made: every row with its hash, one over all.
CREATE TABLE lifecycle_certificate (
    site         integer NOT NULL,
    document     uuid    NOT NULL,
    event        uuid    NOT NULL,
    content_hash text    NOT NULL,
    body         jsonb   NOT NULL,
    made_at      timestamptz NOT NULL,
    PRIMARY KEY (site, document)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lifecycle_expiry_warning', 'lifecycle_valuation',
                                'lifecycle_certificate'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()', name);
    END LOOP;
END $$;

-- What the climate of a zone should be, in hundredths of a degree Celsius and of a per cent.
-- `monitored` zones are read by instruments: nobody has to write readings there.
CREATE TABLE lifecycle_climate (
    site      integer NOT NULL,
    place     text    NOT NULL,
    coldest   integer NOT NULL,
    warmest   integer NOT NULL CHECK (warmest > coldest),
    driest    integer NOT NULL CHECK (driest >= 0),
    wettest   integer NOT NULL CHECK (wettest > driest AND wettest <= 10000),
    monitored boolean NOT NULL,
    PRIMARY KEY (site, place)
);

-- What the climate was: facts, with the limits that held then.  `outside` says which were broken.
CREATE TABLE lifecycle_reading (
    site        integer NOT NULL,
    id          uuid    NOT NULL,
    place       text    NOT NULL,
    read_at     timestamptz NOT NULL,
    temperature integer NOT NULL,
    humidity    integer NOT NULL CHECK (humidity BETWEEN 0 AND 10000),
    coldest     integer NOT NULL,
    warmest     integer NOT NULL,
    driest      integer NOT NULL,
    wettest     integer NOT NULL,
    outside     text[]  NOT NULL,
    note        text    NOT NULL,
    person      text    NOT NULL,
    device      text    NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (site, id),
    CHECK (read_at <= recorded_at)
);
CREATE INDEX lifecycle_reading_place ON lifecycle_reading (site, place, read_at);
CREATE INDEX lifecycle_reading_outside ON lifecycle_reading (site, recorded_at)
    WHERE outside <> '{}';

-- What was found and has been proposed as a hold (no document: it could not be).
CREATE TABLE lifecycle_raised (
    site     integer NOT NULL,
    source   text    NOT NULL,
    key      text    NOT NULL,
    document uuid,
    at       timestamptz NOT NULL,
    PRIMARY KEY (site, source, key)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lifecycle_reading', 'lifecycle_raised'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()', name);
    END LOOP;
END $$;

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

-- How each lot of an inspection is looked at, fixed when the inspection is opened.
CREATE TABLE lifecycle_sampling (
    site     integer NOT NULL,
    document uuid    NOT NULL,
    n        integer NOT NULL,
    item     text    NOT NULL,
    lot      text    NOT NULL,
    supplier text    NOT NULL,
    lot_size bigint  NOT NULL CHECK (lot_size > 0),
    level    text    NOT NULL,
    aql      text    NOT NULL,
    severity text    NOT NULL,
    letter   text    NOT NULL,
    units    bigint  NOT NULL CHECK (units > 0 AND units <= lot_size),
    accept   integer NOT NULL,
    reject   integer NOT NULL CHECK (reject = accept + 1),
    whole    boolean NOT NULL,
    seed     text    NOT NULL,
    PRIMARY KEY (site, document, n)
);

-- What the first inspection of each lot found, per item and supplier: switching reads it in order.
CREATE TABLE lifecycle_verdict (
    site     integer NOT NULL,
    number   bigint  GENERATED ALWAYS AS IDENTITY,
    item     text    NOT NULL,
    supplier text    NOT NULL,
    lot      text    NOT NULL,
    document uuid,
    verdict  text    NOT NULL CHECK (verdict IN ('accepted', 'not_accepted', 'resumed')),
    reason   text    NOT NULL,
    actor    text    NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (site, supplier, item, number)
);

-- When to buy again: at `point` or less, up to `up_to`, in whole `multiple`s; smallest units.
-- `price` is the last one known, in 10^-4 minor units.
CREATE TABLE lifecycle_reorder_level (
    site     integer NOT NULL,
    item     text    NOT NULL,
    point    bigint  NOT NULL CHECK (point >= 0),
    up_to    bigint  NOT NULL CHECK (up_to > point),
    multiple bigint  NOT NULL CHECK (multiple > 0),
    supplier text    NOT NULL,
    price    bigint  NOT NULL CHECK (price >= 0),
    PRIMARY KEY (site, item)
);

-- A licence came within so many days of its end (0: it has ended) and people were told: once each.
CREATE TABLE lifecycle_licence_warning (
    licence bigint  NOT NULL,
    step    integer NOT NULL CHECK (step IN (0, 30, 60, 90)),
    told_on date    NOT NULL,
    PRIMARY KEY (licence, step)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lifecycle_sampling', 'lifecycle_verdict',
                                'lifecycle_licence_warning'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()', name);
    END LOOP;
END $$;

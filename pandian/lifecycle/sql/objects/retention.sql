-- Legal holds 查封: what must not be purged, whatever its age.  Facts: placed and released, each with
-- its reason and signature; '' stands for any item, lot or document of the site.
CREATE TABLE lifecycle_legal_hold (
    site      integer NOT NULL,
    id        uuid    NOT NULL,
    cause     text    NOT NULL CHECK (cause IN ('legal', 'dispute', 'authority')),
    item      text    NOT NULL,
    lot       text    NOT NULL,
    document  uuid,
    reason    text    NOT NULL CHECK (reason <> ''),
    actor     text    NOT NULL,
    signature uuid    NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (site, id)
);
CREATE TABLE lifecycle_legal_release (
    site      integer NOT NULL,
    hold      uuid    NOT NULL,
    reason    text    NOT NULL CHECK (reason <> ''),
    actor     text    NOT NULL,
    signature uuid    NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (site, hold),
    FOREIGN KEY (site, hold) REFERENCES lifecycle_legal_hold (site, id)
);

-- Purges 清除: proposed by one with the list and its hash, approved and done by another.  What is
-- gone stays here by its hash; what it was made of is never in the ledger or in a document.
CREATE TABLE lifecycle_purge (
    site    integer NOT NULL,
    id      uuid    NOT NULL,
    before  date    NOT NULL,
    digests bytea[] NOT NULL CHECK (cardinality(digests) > 0),
    digest  text    NOT NULL,
    reason  text    NOT NULL CHECK (reason <> ''),
    actor   text    NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (site, id)
);
CREATE TABLE lifecycle_purge_done (
    site      integer NOT NULL,
    purge     uuid    NOT NULL,
    photos    integer NOT NULL,
    bytes     bigint  NOT NULL,
    actor     text    NOT NULL,
    signature uuid    NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (site, purge),
    FOREIGN KEY (site, purge) REFERENCES lifecycle_purge (site, id)
);
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lifecycle_legal_hold', 'lifecycle_legal_release',
                                'lifecycle_purge', 'lifecycle_purge_done'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()', name);
    END LOOP;
END $$;

-- Documents 单据: head, lines, events, amounts, claims.  `site` comes first in every key; '' and 0
-- mean none.  Events, amounts and claims are facts: added, never changed.

-- The last number drawn per site and kind; its row lock makes numbers gapless.
CREATE TABLE lifecycle_number (
    site integer NOT NULL,
    kind text    NOT NULL,
    last bigint  NOT NULL CHECK (last > 0),
    PRIMARY KEY (site, kind)
);

-- The head.  `follows` is the document whose goods it takes over, `replaces` the reversed one in
-- whose stead it stands.  `request` is the hash of what the client sent, for replays.
CREATE TABLE lifecycle_document (
    site       integer NOT NULL,
    id         uuid    NOT NULL,
    kind       text    NOT NULL,
    number     bigint  NOT NULL CHECK (number > 0),
    state      text    NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    header     jsonb   NOT NULL,
    follows    uuid,
    replaces   uuid,
    request    text    NOT NULL,
    created_by text    NOT NULL,
    created_at timestamptz NOT NULL,
    changed_by text    NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (site, id),
    UNIQUE (site, kind, number)
);
CREATE INDEX lifecycle_document_state ON lifecycle_document (site, kind, state, id);
CREATE INDEX lifecycle_document_follows ON lifecycle_document (site, follows)
    WHERE follows IS NOT NULL;

-- What the document is about; what became of it stands in lifecycle_amount.  `asked` is in the
-- item's smallest unit; `source_line` is the line of the document followed.
CREATE TABLE lifecycle_line (
    site        integer NOT NULL,
    document    uuid    NOT NULL,
    line        integer NOT NULL CHECK (line > 0),
    item        text    NOT NULL,
    lot         text    NOT NULL DEFAULT '',
    serial      text    NOT NULL DEFAULT '',
    status      text    NOT NULL,
    owner       text    NOT NULL DEFAULT '',
    asked       bigint  NOT NULL CHECK (asked > 0),
    source      text    NOT NULL DEFAULT '',
    target      text    NOT NULL DEFAULT '',
    source_line integer NOT NULL DEFAULT 0,
    attributes  jsonb   NOT NULL DEFAULT '{}',
    PRIMARY KEY (site, document, line)
);
CREATE INDEX lifecycle_line_item ON lifecycle_line (site, item, lot, serial);

-- What happened to the document: one row per action, with its signatures and postings.
CREATE TABLE lifecycle_event (
    site       integer NOT NULL,
    id         uuid    NOT NULL,
    document   uuid    NOT NULL,
    seq        integer NOT NULL CHECK (seq > 0),
    action     text    NOT NULL,
    from_state text    NOT NULL,
    to_state   text    NOT NULL,
    actor      text    NOT NULL,
    device     text    NOT NULL,
    at         timestamptz NOT NULL,
    payload    jsonb   NOT NULL,
    request    text    NOT NULL,
    signers    text[]  NOT NULL,
    signatures uuid[]  NOT NULL,
    postings   uuid[]  NOT NULL,
    PRIMARY KEY (site, id),
    UNIQUE (site, document, seq)
);

-- Quantities of a line are sums of facts.  `posted` facts moved exactly that many units;
-- a reversal adds the opposite.  `source` is where the goods came from, if the line does not say
-- it; `place` where they stand afterwards.
CREATE TABLE lifecycle_amount (
    site     integer NOT NULL,
    event    uuid    NOT NULL,
    n        integer NOT NULL,
    document uuid    NOT NULL,
    line     integer NOT NULL,
    measure  text    NOT NULL,
    quantity bigint  NOT NULL CHECK (quantity <> 0 OR NOT posted),
    lot      text    NOT NULL DEFAULT '',
    serial   text    NOT NULL DEFAULT '',
    source   text    NOT NULL DEFAULT '',
    place    text    NOT NULL DEFAULT '',
    note     text    NOT NULL DEFAULT '',
    posted   boolean NOT NULL,
    PRIMARY KEY (site, event, n)
);
CREATE INDEX lifecycle_amount_line ON lifecycle_amount (site, document, line, measure);

-- A claim on a holding: signed facts, so that taking and letting go are both on record.
CREATE TABLE lifecycle_claim (
    site     integer NOT NULL,
    event    uuid    NOT NULL,
    line     integer NOT NULL,
    n        integer NOT NULL,
    document uuid    NOT NULL,
    holding  bigint  NOT NULL,
    quantity bigint  NOT NULL CHECK (quantity <> 0),
    PRIMARY KEY (site, event, line, n)
);
CREATE INDEX lifecycle_claim_holding ON lifecycle_claim (site, holding) INCLUDE (quantity);
CREATE INDEX lifecycle_claim_document ON lifecycle_claim (site, document, line);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lifecycle_event', 'lifecycle_amount', 'lifecycle_claim'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()', name);
    END LOOP;
END $$;

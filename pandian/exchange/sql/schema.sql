-- The imports and the rows they took: each row keeps its raw text and what became of it.
CREATE TABLE exchange_import (
    id          uuid PRIMARY KEY,
    layout      text NOT NULL,
    site        integer NOT NULL,
    digest      text NOT NULL,
    actor       text NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    state       text NOT NULL DEFAULT 'running',
    report      jsonb NOT NULL DEFAULT '{}'
);
CREATE TABLE exchange_row (
    import        uuid NOT NULL,
    file          integer NOT NULL,
    row           integer NOT NULL,
    outcome       text NOT NULL,
    sequence      integer NOT NULL DEFAULT 0,
    part          integer NOT NULL DEFAULT 0,
    site          text NOT NULL,
    document      text NOT NULL,
    kind          text NOT NULL,
    effective_at  timestamptz,
    precision     text NOT NULL,
    item          text NOT NULL,
    lot           text,
    serial        text,
    status        text,
    owner         text,
    source        text NOT NULL,
    target        text NOT NULL,
    quantity      bigint NOT NULL,
    unit          text,
    target_status text,
    party         text,
    cause         text NOT NULL,
    raw           text NOT NULL,
    PRIMARY KEY (import, file, row)
);
CREATE INDEX exchange_row_sequence ON exchange_row (import, sequence, file, row)
    WHERE sequence > 0;

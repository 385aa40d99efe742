-- The detective 差异溯因: what it says of each line, and the reasons that people confirmed.

-- One row per line that differs, as it was found last.  `alternatives`: causes with shares, each
-- with its concrete ways and their evidence; `exposures`: opportunities by cause, for the rates.
CREATE TABLE counting_finding (
    site         integer NOT NULL,
    line         bigint  NOT NULL,
    plan         uuid    NOT NULL,
    variance     bigint  NOT NULL,
    causes       text[]  NOT NULL,
    share        double precision NOT NULL CHECK (share BETWEEN 0 AND 1),
    certain      boolean NOT NULL,
    itself       boolean NOT NULL,
    alternatives jsonb   NOT NULL,
    exposures    jsonb   NOT NULL,
    found_at     timestamptz NOT NULL,
    PRIMARY KEY (site, line)
);
CREATE INDEX counting_finding_plan ON counting_finding (site, plan, certain);

-- When the differences of a plan were looked into last.
CREATE TABLE counting_explained (
    site         integer NOT NULL,
    plan         uuid    NOT NULL,
    explained_at timestamptz NOT NULL,
    PRIMARY KEY (site, plan)
);

-- Who confirmed which causes of a line, and what was posted for it ('' rule: a person did).
-- Append-only: a repair is undone by reversing its posting, and then no longer counts.
CREATE TABLE counting_reason (
    site         integer NOT NULL,
    id           uuid    NOT NULL,
    plan         uuid    NOT NULL,
    line         bigint  NOT NULL,
    variance     bigint  NOT NULL,
    causes       text[]  NOT NULL,
    stated       double precision NOT NULL,
    first        text[]  NOT NULL,
    exposures    jsonb   NOT NULL,
    evidence     jsonb   NOT NULL,
    note         text    NOT NULL,
    actor        text    NOT NULL,
    rule         text    NOT NULL,
    posting      uuid,
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (site, id)
);
CREATE INDEX counting_reason_line ON counting_reason (site, line);
CREATE INDEX counting_reason_at ON counting_reason (site, confirmed_at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON counting_reason
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

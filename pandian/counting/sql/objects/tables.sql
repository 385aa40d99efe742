-- Counting 盘点: plans, packets of places, visits, and the lines that observations add up to.
-- Observations themselves stay in capture; books, assertions and healing stay in the ledger.

CREATE TABLE counting_plan (
    site        integer NOT NULL,
    id          uuid    NOT NULL,
    name        text    NOT NULL,
    purpose     text    NOT NULL,
    blind       boolean NOT NULL,
    request     jsonb   NOT NULL,
    items       bigint[],
    lots        bigint[],
    state       text    NOT NULL DEFAULT 'open',
    created_by  text    NOT NULL,
    created_at  timestamptz NOT NULL,
    counts_from timestamptz NOT NULL,
    settled_at  timestamptz,
    closed_by   text,
    closed_at   timestamptz,
    PRIMARY KEY (site, id),
    CONSTRAINT counting_plan_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX counting_plan_id ON counting_plan (id);
CREATE INDEX counting_plan_created ON counting_plan (site, created_at);

CREATE TABLE counting_plan_place (
    site     integer NOT NULL,
    plan     uuid    NOT NULL,
    place    bigint  NOT NULL,
    sequence bigint  NOT NULL,
    PRIMARY KEY (site, plan, place)
);

-- A packet of places for one person; a recount names those who may not do it.
CREATE TABLE counting_task (
    site      integer NOT NULL,
    id        uuid    NOT NULL,
    plan      uuid    NOT NULL,
    number    integer NOT NULL,
    kind      text    NOT NULL,
    round     integer NOT NULL,
    person    text    NOT NULL DEFAULT '',
    excluded  text[]  NOT NULL DEFAULT '{}',
    state     text    NOT NULL DEFAULT 'open',
    opened_at timestamptz NOT NULL,
    closed_by text,
    closed_at timestamptz,
    PRIMARY KEY (site, id),
    UNIQUE (site, plan, number)
);
CREATE INDEX counting_task_id ON counting_task (id);
CREATE INDEX counting_task_person ON counting_task (person) WHERE state = 'open';

CREATE TABLE counting_task_place (
    site     integer NOT NULL,
    task     uuid    NOT NULL,
    place    bigint  NOT NULL,
    sequence bigint  NOT NULL,
    PRIMARY KEY (site, task, place)
);

-- What a recount asks for; lot and serial NULL = every one of the item at the place.
CREATE TABLE counting_task_key (
    site   integer NOT NULL,
    task   uuid    NOT NULL,
    line   bigint  NOT NULL,
    place  bigint  NOT NULL,
    item   bigint  NOT NULL,
    lot    bigint,
    serial bigint,
    PRIMARY KEY (site, task, line)
);
CREATE INDEX counting_task_key_line ON counting_task_key (site, line);

-- One counter at one place.  Complete: what the book has there and nobody saw is none.
CREATE TABLE counting_visit (
    site             integer NOT NULL,
    id               uuid    NOT NULL,
    plan             uuid    NOT NULL,
    task             uuid    NOT NULL,
    place            bigint  NOT NULL,
    person           text    NOT NULL,
    opened_at        timestamptz NOT NULL,
    closed_at        timestamptz NOT NULL,
    uncertainty_ms   integer NOT NULL,
    complete         boolean NOT NULL,
    device_opened_at timestamptz,
    device_closed_at timestamptz,
    install          uuid,
    seq              bigint,
    received_at      timestamptz NOT NULL,
    late             boolean NOT NULL DEFAULT false,
    judged_at        timestamptz,
    asserted_at      timestamptz,
    PRIMARY KEY (site, id),
    CONSTRAINT counting_visit_span CHECK (opened_at <= closed_at)
);
CREATE INDEX counting_visit_plan ON counting_visit (site, plan, place);

-- What the observations of one plan say about one holding.  Holding 0: they name no lot and
-- several are there; then lot, serial, owner -1 and status '' mean "not stated".
CREATE TABLE counting_line (
    site           integer NOT NULL,
    id             bigint  GENERATED ALWAYS AS IDENTITY,
    plan           uuid    NOT NULL,
    holding        bigint  NOT NULL,
    place          bigint  NOT NULL,
    item           bigint  NOT NULL,
    lot            bigint  NOT NULL,
    serial         bigint  NOT NULL,
    status         text    NOT NULL,
    owner          bigint  NOT NULL,
    generation     integer NOT NULL DEFAULT 1,
    counted        bigint CHECK (counted >= 0),
    observed_at    timestamptz,
    stated_at      timestamptz,
    uncertainty_ms integer NOT NULL DEFAULT 0,
    book           bigint  NOT NULL,
    variance       bigint  NOT NULL,
    value          numeric NOT NULL,
    verdict        text    NOT NULL,
    ready          boolean NOT NULL DEFAULT false,
    wanted         integer NOT NULL DEFAULT 0,
    round          integer NOT NULL DEFAULT 0,
    people         text[]  NOT NULL DEFAULT '{}',
    observations   uuid[]  NOT NULL DEFAULT '{}',
    rounds         jsonb   NOT NULL DEFAULT '[]',
    explanations   jsonb   NOT NULL DEFAULT '[]',
    posting        uuid,
    posted_at      timestamptz,
    doubted        boolean NOT NULL DEFAULT false,
    distrusted_to  timestamptz,
    judged_at      timestamptz NOT NULL,
    PRIMARY KEY (site, id),
    UNIQUE (site, plan, place, item, lot, serial, status, owner, generation)
);
CREATE INDEX counting_line_verdict ON counting_line (site, plan, verdict, id);
CREATE INDEX counting_line_holding ON counting_line (site, plan, holding);
CREATE INDEX counting_line_posting ON counting_line (site, posting) WHERE posting IS NOT NULL;

-- Observations that came after the line they speak of was posted, and say nothing newer.
CREATE TABLE counting_late (
    site        integer NOT NULL,
    plan        uuid    NOT NULL,
    observation uuid    NOT NULL,
    line        bigint  NOT NULL,
    noted_at    timestamptz NOT NULL,
    PRIMARY KEY (site, plan, observation)
);

-- What was approved by whom: the signature and the content that it binds.
CREATE TABLE counting_approval (
    site         integer NOT NULL,
    plan         uuid    NOT NULL,
    posting      uuid    NOT NULL,
    signature    uuid    NOT NULL,
    person       text    NOT NULL,
    meaning      text    NOT NULL,
    content_hash text    NOT NULL,
    lines        bigint[] NOT NULL,
    approved_at  timestamptz NOT NULL,
    PRIMARY KEY (site, plan, posting)
);

-- How far a reader of the ledger has come.
CREATE TABLE counting_bookmark (
    site     integer NOT NULL,
    name     text    NOT NULL,
    position bigint  NOT NULL,
    PRIMARY KEY (site, name)
);

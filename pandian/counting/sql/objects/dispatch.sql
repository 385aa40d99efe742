-- Dispatch 派工: when people work, what they may count, where, and how each task stands.

-- A weekly pattern, in the site's local time; an end at or before the start is on the next day.
-- `counting_percent`: how much of the shift is there for counting.  Weekday 1 is Monday.
CREATE TABLE counting_shift (
    site             integer NOT NULL,
    id               uuid    NOT NULL,
    person           text    NOT NULL,
    weekdays         smallint[] NOT NULL,
    starts           time    NOT NULL,
    ends             time    NOT NULL,
    counting_percent smallint NOT NULL,
    valid_from       date    NOT NULL,
    valid_to         date,
    made_by          text    NOT NULL,
    made_at          timestamptz NOT NULL,
    ended_by         text,
    PRIMARY KEY (site, id),
    CONSTRAINT counting_shift_percent CHECK (counting_percent BETWEEN 1 AND 100),
    CONSTRAINT counting_shift_span CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX counting_shift_person ON counting_shift (site, person);

-- Days that are not as the week says: holidays, and working days put in their place.
CREATE TABLE counting_calendar (
    site    integer NOT NULL,
    day     date    NOT NULL,
    working boolean NOT NULL,
    note    text    NOT NULL,
    made_by text    NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (site, day)
);

-- The training record: who may count what, shown on which day, until when.
CREATE TABLE counting_skill (
    site       integer NOT NULL,
    person     text    NOT NULL,
    skill      text    NOT NULL,
    trained_on date    NOT NULL,
    valid_to   date,
    evidence   text    NOT NULL,
    made_by    text    NOT NULL,
    made_at    timestamptz NOT NULL,
    PRIMARY KEY (site, person, skill, trained_on)
);

-- The zones in which a person works; nobody named in a row works anywhere.
CREATE TABLE counting_zone_person (
    site    integer NOT NULL,
    person  text    NOT NULL,
    zone    bigint  NOT NULL,
    made_by text    NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (site, person, zone)
);

-- How one task stands: what it needs, how long it takes, until when, and who had it.
CREATE TABLE counting_dispatch (
    site         integer NOT NULL,
    task         uuid    NOT NULL,
    zone         bigint  NOT NULL,
    seconds      integer NOT NULL CHECK (seconds >= 0),
    skills       text[]  NOT NULL DEFAULT '{}',
    people       text[]  NOT NULL DEFAULT '{}',
    not_mover    boolean NOT NULL DEFAULT false,
    not_last     boolean NOT NULL DEFAULT false,
    priority     integer NOT NULL,
    deadline     timestamptz NOT NULL,
    assigned_at  timestamptz,
    tried        text[]  NOT NULL DEFAULT '{}',
    escalated_at timestamptz,
    PRIMARY KEY (site, task)
);

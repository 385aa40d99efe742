-- What an observation was understood as before, and what ended that opinion.  Insert-only.
CREATE TABLE capture_opinion (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site        integer NOT NULL,
    observation uuid    NOT NULL,
    place       bigint  NOT NULL,
    item        bigint  NOT NULL,
    lot         bigint,
    serial      bigint,
    status      text,
    owner       bigint,
    base        bigint,
    tray        text    NOT NULL,
    reason      text    NOT NULL,
    resolved_at timestamptz NOT NULL,
    act         text    NOT NULL,
    actor       text    NOT NULL,
    note        text    NOT NULL DEFAULT '',
    ref         text    NOT NULL DEFAULT '',
    ended_at    timestamptz NOT NULL
);
CREATE INDEX capture_opinion_of ON capture_opinion (site, observation, id);
CREATE INDEX capture_opinion_ref ON capture_opinion (ref) WHERE ref <> '';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON capture_opinion
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

-- What a person has to do about labels: print one, look at a new lot, hold goods without one.
CREATE TABLE capture_label_task (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site        integer NOT NULL,
    kind        text    NOT NULL CHECK (kind IN ('print_label', 'new_lot', 'on_hold')),
    state       text    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'withdrawn')),
    observation uuid    NOT NULL,
    place       bigint  NOT NULL,
    item        bigint  NOT NULL,
    lot         bigint  NOT NULL DEFAULT 0,
    serial      bigint  NOT NULL DEFAULT 0,
    note        text    NOT NULL DEFAULT '',
    opened_by   text    NOT NULL,
    opened_at   timestamptz NOT NULL,
    ended_by    text,
    ended_at    timestamptz,
    ended_with  text    NOT NULL DEFAULT '',
    CONSTRAINT capture_label_task_ended CHECK ((state = 'open') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX capture_label_task_once
    ON capture_label_task (site, kind, item, lot, serial, place) WHERE state = 'open';
CREATE INDEX capture_label_task_of ON capture_label_task (site, observation);

-- Waiting rows by their code: a new binding heals all of them at once.
CREATE INDEX capture_observation_code ON capture_observation (md5(code)) WHERE code IS NOT NULL;
-- Observations by the month in which they were seen, for the coverage of labels.
CREATE INDEX capture_observation_seen ON capture_observation (site, observed_at);

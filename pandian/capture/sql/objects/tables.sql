-- The observations inbox 采集收件箱: what people and readers saw, as sent, for ever.
-- A reading of it (which item, which lot) is an opinion and stands beside it: capture_resolution.

-- Devices, one row per storage that mints a sequence.
CREATE TABLE capture_install (
    id           uuid PRIMARY KEY,
    actor        text NOT NULL,
    site         integer NOT NULL DEFAULT 0,
    state        text NOT NULL DEFAULT 'active',
    last_seq     bigint NOT NULL DEFAULT 0,
    acked_seq    bigint NOT NULL DEFAULT 0,
    offset_ms    bigint NOT NULL DEFAULT 0,
    app_version  text NOT NULL DEFAULT '',
    opened_at    timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    CONSTRAINT capture_install_acked CHECK (acked_seq <= last_seq)
);

-- Every number that a device has used, whatever became of the row: observation, visit, refused.
CREATE TABLE capture_sequence (
    install uuid   NOT NULL,
    seq     bigint NOT NULL CHECK (seq > 0),
    id      uuid   NOT NULL,
    site    integer NOT NULL,
    kind    text   NOT NULL,
    PRIMARY KEY (install, seq)
);

-- What was seen.  Insert-only.  `device_at` is the device's own clock, `observed_at` ours.
CREATE TABLE capture_observation (
    site           integer NOT NULL,
    id             uuid    NOT NULL,
    install        uuid,
    seq            bigint,
    task           uuid,
    visit          uuid,
    person         text    NOT NULL,
    supervisor     boolean NOT NULL,
    place_code     text    NOT NULL,
    code           text,
    item_code      text,
    lot_code       text,
    serial_code    text,
    status_code    text,
    owner_code     text,
    mode           text    NOT NULL,
    quantity       bigint,
    unit           text,
    factor         bigint,
    observed_at    timestamptz NOT NULL,
    uncertainty_ms integer NOT NULL CHECK (uncertainty_ms >= 0),
    device_at      timestamptz,
    evidence       text    NOT NULL,
    received_at    timestamptz NOT NULL,
    undoes         uuid,
    entry          text    NOT NULL,
    condition      text[]  NOT NULL,
    note           text    NOT NULL,
    extra          text    NOT NULL,
    body           bytea   NOT NULL,
    PRIMARY KEY (site, id),
    CONSTRAINT capture_observation_time CHECK (observed_at <= received_at)
);
CREATE INDEX capture_observation_task ON capture_observation (site, task) WHERE task IS NOT NULL;
CREATE INDEX capture_observation_undoes ON capture_observation (site, undoes)
    WHERE undoes IS NOT NULL;
CREATE INDEX capture_observation_install ON capture_observation (install, seq);

-- What it was understood as.  NULL = not stated, 0 = none.  `tray` '' = in use.  What folding
-- needs of the observation stands here again, so that a count reads one table by its tasks.
CREATE TABLE capture_resolution (
    site        integer NOT NULL,
    observation uuid    NOT NULL,
    install     uuid,
    seq         bigint,
    task        uuid,
    person      text    NOT NULL,
    supervisor  boolean NOT NULL,
    mode        text    NOT NULL,
    observed_at timestamptz NOT NULL,
    uncertainty_ms integer NOT NULL,
    received_at timestamptz NOT NULL,
    undoes      uuid,
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
    PRIMARY KEY (site, observation)
);
CREATE INDEX capture_resolution_tray ON capture_resolution (site, tray) WHERE tray <> '';
CREATE INDEX capture_resolution_task ON capture_resolution (site, task) WHERE task IS NOT NULL;
CREATE INDEX capture_resolution_spot ON capture_resolution (site, observed_at)
    WHERE task IS NULL;
CREATE INDEX capture_resolution_undoes ON capture_resolution (site, undoes)
    WHERE undoes IS NOT NULL;

-- Bodies that were refused, or that came under a known id with another content.
CREATE TABLE capture_quarantine (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site        integer NOT NULL,
    install     uuid,
    given_id    text    NOT NULL,
    seq         bigint,
    result      text    NOT NULL,
    actor       text    NOT NULL,
    body        text    NOT NULL,
    body_hash   bytea   NOT NULL,
    received_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX capture_quarantine_once
    ON capture_quarantine (given_id, result, body_hash);

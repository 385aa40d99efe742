-- Devices 设备: who holds which phone, what it may count now, how its clock ran, its photos.

-- An invitation for one phone: ten minutes, one use; only the digest of its secret is kept.
CREATE TABLE capture_enrolment (
    id         uuid PRIMARY KEY,
    digest     bytea NOT NULL,
    site       integer NOT NULL,
    person     text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    device     uuid,
    CONSTRAINT capture_enrolment_used CHECK ((used_at IS NULL) = (device IS NULL))
);

-- One enrolment of one install: a token's owner.  A revoked one stays for its late rows.
CREATE TABLE capture_device (
    id          uuid PRIMARY KEY,
    install     uuid NOT NULL,
    site        integer NOT NULL,
    person      text NOT NULL,
    name        text NOT NULL,
    persisted   boolean NOT NULL,
    enrolled_by text NOT NULL,
    enrolled_at timestamptz NOT NULL,
    revoked_by  text,
    revoked_at  timestamptz,
    reason      text NOT NULL DEFAULT '',
    wipe        boolean NOT NULL DEFAULT false,
    CONSTRAINT capture_device_revoked CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE UNIQUE INDEX capture_device_install ON capture_device (install) WHERE revoked_at IS NULL;
CREATE INDEX capture_device_site ON capture_device (site, install);

-- What a device may count now, one install a task and range of places (0 = to the end).
CREATE TABLE capture_lease (
    id         uuid PRIMARY KEY,
    site       integer NOT NULL,
    task       uuid NOT NULL,
    first      bigint NOT NULL DEFAULT 0,
    last       bigint NOT NULL DEFAULT 0,
    install    uuid NOT NULL,
    person     text NOT NULL,
    taken_at   timestamptz NOT NULL,
    renewed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    CONSTRAINT capture_lease_span CHECK (expires_at >= taken_at)
);
CREATE UNIQUE INDEX capture_lease_task ON capture_lease (task, first, last)
    WHERE ended_at IS NULL;
CREATE INDEX capture_lease_install ON capture_lease (install, task);

-- How the clock of a page life stood to ours: evidence, kept for ever.
CREATE TABLE capture_sample (
    install     uuid   NOT NULL,
    origin      uuid   NOT NULL,
    mono_ms     bigint NOT NULL,
    wall_ms     bigint,
    offset_ms   bigint NOT NULL,
    error_ms    bigint NOT NULL CHECK (error_ms >= 0),
    at          timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (install, origin, mono_ms)
);
CREATE INDEX capture_sample_at ON capture_sample (install, at);

-- Photos by the SHA-256 of their bytes; the same bytes are stored once a site.
CREATE TABLE capture_photo (
    site        integer NOT NULL,
    sha256      bytea   NOT NULL,
    type        text    NOT NULL,
    content     bytea   NOT NULL,
    person      text    NOT NULL,
    install     uuid,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (site, sha256)
);
ALTER TABLE capture_photo ALTER COLUMN content SET STORAGE EXTERNAL;

-- Why a device was given up, and by whom.
ALTER TABLE capture_install ADD COLUMN written_off_by text NOT NULL DEFAULT '';
ALTER TABLE capture_install ADD COLUMN written_off_for text NOT NULL DEFAULT '';
CREATE INDEX capture_quarantine_install ON capture_quarantine (install);

-- Published to upper rooms: devices, how far their rows have come, and what they are called.
CREATE OR REPLACE VIEW capture_install_view AS
SELECT i.id, i.actor, i.site, i.state, i.last_seq, i.acked_seq, i.offset_ms, i.last_seen_at,
       coalesce((SELECT d.name FROM capture_device d WHERE d.install = i.id
                  ORDER BY d.enrolled_at DESC LIMIT 1), '') AS name
  FROM capture_install i;

-- Published to upper rooms: which install has taken which task, live or ended.
CREATE VIEW capture_lease_view AS
SELECT site, id, task, install, person, taken_at, renewed_at, expires_at, ended_at
  FROM capture_lease;

-- RFID 射频: readers, passes, what they read, and what the reads were taken for.

-- Readers: gates, sleds, cabinets.  `antennas` maps antenna numbers to place codes.
CREATE TABLE capture_rfid_reader (
    site         integer NOT NULL,
    code         text NOT NULL,
    kind         text NOT NULL,
    antennas     jsonb NOT NULL DEFAULT '{}',
    margin_cdbm  integer NOT NULL CHECK (margin_cdbm >= 0),
    put_by       text NOT NULL,
    put_at       timestamptz NOT NULL,
    last_seen_at timestamptz,
    PRIMARY KEY (site, code)
);

-- One walk or one opening of a gate.  `open`: more of it is to come.
CREATE TABLE capture_rfid_pass (
    site        integer NOT NULL,
    id          uuid NOT NULL,
    reader      text NOT NULL,
    reader_kind text NOT NULL,
    task        uuid,
    place       text NOT NULL,
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz NOT NULL,
    person      text NOT NULL,
    received_at timestamptz NOT NULL,
    open        boolean NOT NULL,
    PRIMARY KEY (site, id),
    CONSTRAINT capture_rfid_pass_span CHECK (started_at <= ended_at)
);
CREATE UNIQUE INDEX capture_rfid_pass_id ON capture_rfid_pass (id);
CREATE INDEX capture_rfid_pass_started ON capture_rfid_pass (site, started_at);
CREATE INDEX capture_rfid_pass_task ON capture_rfid_pass (site, task) WHERE task IS NOT NULL;

-- One tag seen by one antenna: evidence, insert-only.  Sent again it is known by its key.
CREATE TABLE capture_rfid_read (
    site      integer NOT NULL,
    pass      uuid NOT NULL,
    epc       text NOT NULL,
    antenna   integer NOT NULL,
    first_at  timestamptz NOT NULL,
    last_at   timestamptz NOT NULL,
    rssi_cdbm integer,
    count     integer NOT NULL CHECK (count > 0),
    place     text NOT NULL,
    PRIMARY KEY (site, pass, epc, antenna, first_at),
    CONSTRAINT capture_rfid_read_span CHECK (first_at <= last_at)
);

-- What one EPC of a pass was taken for: one observation, at one place.  Insert-only.
CREATE TABLE capture_rfid_tag (
    site        integer NOT NULL,
    pass        uuid NOT NULL,
    epc         text NOT NULL,
    observation uuid NOT NULL,
    place       text NOT NULL,
    ambiguous   boolean NOT NULL,
    count       bigint NOT NULL,
    rssi_cdbm   integer,
    last_at     timestamptz NOT NULL,
    PRIMARY KEY (site, pass, epc)
);
CREATE INDEX capture_rfid_tag_observation ON capture_rfid_tag (site, observation);

-- One pass over stock that was known otherwise: of `present` tags, `read`.
CREATE TABLE capture_rfid_trial (
    site        integer NOT NULL,
    pass        uuid NOT NULL,
    reader_kind text NOT NULL,
    item_class  text NOT NULL,
    place_kind  text NOT NULL,
    present     bigint NOT NULL CHECK (present > 0),
    read        bigint NOT NULL CHECK (read >= 0),
    person      text NOT NULL,
    noted_at    timestamptz NOT NULL,
    PRIMARY KEY (site, pass, item_class, place_kind),
    CONSTRAINT capture_rfid_trial_read CHECK (read <= present)
);

-- One serial seen in two places within an hour; a person must look.
CREATE TABLE capture_serial_alert (
    site        integer NOT NULL,
    observation uuid NOT NULL,
    other       uuid NOT NULL,
    serial      bigint NOT NULL,
    noted_at    timestamptz NOT NULL,
    PRIMARY KEY (site, observation, other)
);
CREATE INDEX capture_serial_alert_noted ON capture_serial_alert (site, noted_at);
CREATE INDEX capture_resolution_serial ON capture_resolution (site, serial, observed_at)
    WHERE serial > 0;

-- Published to upper rooms: the tags of passes as they are understood now.
CREATE VIEW capture_rfid_tag_view AS
SELECT t.site, t.pass, t.epc, t.observation, t.place AS place_code, t.ambiguous, t.last_at,
       r.place, r.item, r.serial, r.tray
  FROM capture_rfid_tag t
  JOIN capture_resolution r ON r.site = t.site AND r.observation = t.observation;

-- Published to upper rooms: passes and the places that each covered.
CREATE VIEW capture_rfid_pass_view AS
SELECT p.site, p.id, p.reader_kind, p.task, p.started_at, p.ended_at, p.person, c.code AS place
  FROM capture_rfid_pass p
  JOIN LATERAL (SELECT p.place AS code WHERE p.place <> ''
                UNION SELECT r.place FROM capture_rfid_read r
                       WHERE r.site = p.site AND r.pass = p.id) AS c ON true;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON capture_rfid_read
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON capture_rfid_tag
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

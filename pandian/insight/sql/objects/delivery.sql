-- Channels 外发通道: where alerts go besides the screen; site 0 is the whole house.

-- `sealed`: its address and secret, sealed under the key of the house; `shown`: what may be read
-- of the address.  An empty list of sites, roles, conditions, severities leaves nothing out.
CREATE TABLE insight_channel (
    site       integer NOT NULL,
    id         uuid    NOT NULL,
    name       text    NOT NULL,
    kind       text    NOT NULL CHECK (kind IN ('mail', 'webhook', 'wecom', 'dingtalk', 'feishu')),
    shown      text    NOT NULL,
    sealed     bytea   NOT NULL,
    language   text    NOT NULL,
    time_zone  text    NOT NULL,
    sites      integer[] NOT NULL DEFAULT '{}',
    roles      text[]  NOT NULL DEFAULT '{}',
    conditions text[]  NOT NULL DEFAULT '{}',
    severities text[]  NOT NULL DEFAULT '{}',
    figures    boolean NOT NULL DEFAULT false,
    pace       text    NOT NULL CHECK (pace IN ('at_once', 'minutes', 'daily')),
    every      integer NOT NULL CHECK (every >= 0),
    quiet_from integer CHECK (quiet_from BETWEEN 0 AND 23),
    quiet_to   integer CHECK (quiet_to BETWEEN 0 AND 23),
    urgent     boolean NOT NULL DEFAULT true,
    active     boolean NOT NULL DEFAULT true,
    version    integer NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL,
    changed_by text    NOT NULL,
    PRIMARY KEY (site, id),
    CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);
CREATE UNIQUE INDEX insight_channel_name ON insight_channel (site, name);

-- What was, is or shall be sent by a channel; `why` is the code of what went wrong the last time.
CREATE TABLE insight_message (
    site       integer NOT NULL,
    id         uuid    NOT NULL,
    channel    uuid    NOT NULL,
    trial      boolean NOT NULL DEFAULT false,
    state      text    NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
    notices    integer NOT NULL,
    tries      integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    next_at    timestamptz,
    ended_at   timestamptz,
    why        text    NOT NULL DEFAULT '',
    actor      text    NOT NULL,
    PRIMARY KEY (site, id),
    CHECK ((state = 'waiting') = (next_at IS NOT NULL)),
    CHECK ((state = 'waiting') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX insight_message_one ON insight_message (site, channel)
    WHERE state = 'waiting' AND NOT trial;
CREATE INDEX insight_message_newest ON insight_message (site, channel, created_at DESC);

-- The outbox: what became of an alert, once for each channel that hears it; facts are kept as the
-- channel may tell them, so that what it must not show never comes near it.
CREATE TABLE insight_notice (
    site       integer NOT NULL,
    channel    uuid    NOT NULL,
    alert      uuid    NOT NULL,
    n          integer NOT NULL,
    alert_site integer NOT NULL,
    at         timestamptz NOT NULL,
    act        text    NOT NULL,
    condition  text    NOT NULL,
    severity   text    NOT NULL,
    times      integer NOT NULL,
    facts      jsonb   NOT NULL,
    veiled     boolean NOT NULL,
    urgent     boolean NOT NULL,
    message    uuid,
    PRIMARY KEY (site, channel, alert, n)
);
CREATE INDEX insight_notice_waiting ON insight_notice (site, channel, at) WHERE message IS NULL;
CREATE INDEX insight_notice_message ON insight_notice (site, message) WHERE message IS NOT NULL;

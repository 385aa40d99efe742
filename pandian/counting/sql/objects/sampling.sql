-- Sampling stocktakes 抽样盘点: the frame is fixed and hashed before a seed draws from it.
CREATE TABLE counting_sample (
    site       integer NOT NULL,
    id         uuid    NOT NULL,
    kind       text    NOT NULL,
    request    jsonb   NOT NULL,
    design     jsonb   NOT NULL,
    frame_at   timestamptz NOT NULL,
    frame_hash text    NOT NULL,
    state      text    NOT NULL DEFAULT 'designed',
    seed       text    NOT NULL DEFAULT '',
    plan       uuid,
    extension  uuid,
    created_by text    NOT NULL,
    created_at timestamptz NOT NULL,
    drawn_at   timestamptz,
    closed_at  timestamptz,
    closed_by  text    NOT NULL DEFAULT '',
    reason     text    NOT NULL DEFAULT '',
    result     jsonb,
    signature  uuid,
    PRIMARY KEY (site, id),
    CONSTRAINT counting_sample_drawn CHECK ((plan IS NULL) = (seed = '')),
    CONSTRAINT counting_sample_closed CHECK (
        (state = 'closed') = (result IS NOT NULL AND signature IS NOT NULL))
);
CREATE INDEX counting_sample_id ON counting_sample (id);
CREATE INDEX counting_sample_created ON counting_sample (site, created_at);

-- One line of a frame: its book when the study was designed.  Draw 1 is the first, 2 the extension.
CREATE TABLE counting_sample_line (
    site    integer NOT NULL,
    sample  uuid    NOT NULL,
    holding bigint  NOT NULL,
    place   bigint  NOT NULL,
    item    bigint  NOT NULL,
    book    bigint  NOT NULL,
    cost    bigint  NOT NULL,
    stratum smallint NOT NULL,
    turn    bigint,
    draw    smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (site, sample, holding),
    CONSTRAINT counting_sample_line_drawn CHECK ((draw = 0) = (turn IS NULL))
);
CREATE INDEX counting_sample_line_drawn ON counting_sample_line (site, sample, turn)
 WHERE draw > 0;

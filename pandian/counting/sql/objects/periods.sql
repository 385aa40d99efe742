-- Reports of periods 期间报告: what was open when a period was to be closed, at one seal of the
-- ledger.  Insert only; `body` is the gzip of the JSON, `starts_at` NULL from the beginning on.
CREATE TABLE counting_period (
    site         integer NOT NULL,
    id           uuid    NOT NULL,
    starts_at    timestamptz,
    ends_at      timestamptz NOT NULL,
    last_day     date    NOT NULL,
    seal         bigint  NOT NULL,
    since        timestamptz NOT NULL,
    totals       jsonb   NOT NULL,
    content_hash text    NOT NULL,
    body         bytea   NOT NULL,
    prepared_by  text    NOT NULL,
    prepared_at  timestamptz NOT NULL,
    PRIMARY KEY (site, id),
    CONSTRAINT counting_period_span CHECK (starts_at < ends_at)
);
CREATE INDEX counting_period_id ON counting_period (id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON counting_period
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

-- Periods that somebody else signed 结账: insert only, each begins where the one before ends.
CREATE TABLE counting_period_close (
    site      integer NOT NULL,
    ends_at   timestamptz NOT NULL,
    period    uuid    NOT NULL,
    signature uuid    NOT NULL,
    closed_by text    NOT NULL,
    closed_at timestamptz NOT NULL,
    PRIMARY KEY (site, ends_at),
    UNIQUE (site, period)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON counting_period_close
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

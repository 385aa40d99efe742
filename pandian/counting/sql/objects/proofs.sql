-- Certificates of counts as they were handed out 盘点凭证: insert only; a later state of the count
-- is another issue.  `body` is the gzip of the JSON; `omitted` what it leaves out for who asked.
CREATE TABLE counting_certificate (
    site         integer NOT NULL,
    plan         uuid    NOT NULL,
    omitted      text[]  NOT NULL,
    issue        integer NOT NULL CHECK (issue > 0),
    version      integer NOT NULL,
    code         text    NOT NULL,
    content_hash text    NOT NULL,
    state_hash   text    NOT NULL,
    body         bytea   NOT NULL,
    issued_by    text    NOT NULL,
    issued_at    timestamptz NOT NULL,
    PRIMARY KEY (site, plan, omitted, issue)
);
CREATE INDEX counting_certificate_code ON counting_certificate (code, site);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON counting_certificate
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

-- Sampling stocktakes ordered ahead 预约抽样: each makes a study of the book of its instant, once or
-- every so many months.  `said`: why the last try made none.
CREATE TABLE counting_sample_order (
    site         integer NOT NULL,
    id           uuid    NOT NULL,
    state        text    NOT NULL CHECK (state IN ('waiting', 'ended', 'refused')),
    request      jsonb   NOT NULL,
    starts_at    timestamptz NOT NULL,
    every_months integer NOT NULL CHECK (every_months >= 0),
    draws        boolean NOT NULL,
    study        uuid,
    said         jsonb   NOT NULL,
    made_by      text    NOT NULL,
    made_at      timestamptz NOT NULL,
    PRIMARY KEY (site, id)
);
CREATE INDEX counting_sample_order_due ON counting_sample_order (starts_at)
    WHERE state = 'waiting';

-- Rehearsals 规则预演: what a version of a rule would have done at a site in a span that passed.
-- One row per site of a rehearsal.  `report` holds both sides, `content_hash` is over it,
-- `policy_hash` is what the version said when it was rehearsed.  Span: `first` to before `until`.
CREATE TABLE counting_rehearsal (
    site         integer NOT NULL,
    id           uuid    NOT NULL,
    policy       uuid    NOT NULL,
    code         text    NOT NULL,
    kind         text    NOT NULL,
    version      integer NOT NULL,
    policy_hash  text    NOT NULL,
    months       integer NOT NULL,
    against      text    NOT NULL,
    seed         bigint  NOT NULL,
    rate         bigint,
    first        date    NOT NULL,
    until        date    NOT NULL,
    state        text    NOT NULL DEFAULT 'waiting',
    done_days    integer NOT NULL DEFAULT 0,
    asked_by     text    NOT NULL,
    asked_at     timestamptz NOT NULL,
    finished_at  timestamptz,
    report       jsonb,
    content_hash text    NOT NULL DEFAULT '',
    attached     boolean NOT NULL DEFAULT false,
    error        text    NOT NULL DEFAULT '',
    PRIMARY KEY (site, id),
    CONSTRAINT counting_rehearsal_span CHECK (first < until),
    CONSTRAINT counting_rehearsal_done CHECK (
        (state = 'done') = (report IS NOT NULL AND content_hash <> ''))
);
CREATE INDEX counting_rehearsal_id ON counting_rehearsal (id);
CREATE INDEX counting_rehearsal_policy ON counting_rehearsal (policy, asked_at);

-- Which version of which rule judged a line 判定依据: the tolerance (NULL: the plan's own, or
-- none), and the rule of recounts.
CREATE TABLE counting_verdict (
    site      integer NOT NULL,
    line      bigint  NOT NULL,
    policy    uuid,
    level     text    NOT NULL,
    quantity  bigint,
    percent   numeric,
    value     bigint,
    combine   text    NOT NULL,
    recount   uuid,
    judged_at timestamptz NOT NULL,
    PRIMARY KEY (site, line)
);

-- Signatures that are collected until there are enough 会签: they bind one content of one set of
-- lines; when that changes they are void.
CREATE TABLE counting_consent (
    site         integer NOT NULL,
    id           uuid    NOT NULL,
    plan         uuid    NOT NULL,
    state        text    NOT NULL CHECK (state IN ('partly', 'posted', 'void')),
    content_hash text    NOT NULL,
    lines        bigint[] NOT NULL,
    policy       uuid    NOT NULL,
    amount       numeric NOT NULL,
    approvers    integer NOT NULL,
    opened_at    timestamptz NOT NULL,
    ended_at     timestamptz,
    posting      uuid,
    PRIMARY KEY (site, id)
);
CREATE UNIQUE INDEX counting_consent_partly ON counting_consent (site, plan, content_hash)
    WHERE state = 'partly';
CREATE TABLE counting_consent_signature (
    site      integer NOT NULL,
    consent   uuid    NOT NULL,
    position  integer NOT NULL,
    person    text    NOT NULL,
    principal text    NOT NULL DEFAULT '',
    roles     text[]  NOT NULL,
    meaning   text    NOT NULL,
    signature uuid    NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (site, consent, position),
    UNIQUE (site, consent, person)
);
CREATE TRIGGER counting_consent_signature_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON counting_consent_signature FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

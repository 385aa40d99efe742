-- Risk 风险盘点: what happened to each holding since its last count, what counts taught, the scores.
-- All of it can be made again from the ledger.

-- Exposures since the last count (or since the first move, when nobody has counted yet).  `actors`
-- and `touched`: who touched it how often.  `short_at`: a fact of the floor found too little book.
CREATE TABLE counting_risk_exposure (
    site       integer NOT NULL,
    holding    bigint  NOT NULL,
    place      bigint  NOT NULL,
    item       bigint  NOT NULL,
    since      timestamptz NOT NULL,
    counted_at timestamptz,
    touches    integer NOT NULL,
    receipts   integer NOT NULL,
    lots       integer NOT NULL,
    actors     text[]  NOT NULL,
    touched    integer[] NOT NULL,
    short_at   timestamptz,
    PRIMARY KEY (site, holding)
);
CREATE INDEX counting_risk_exposure_place ON counting_risk_exposure (site, place);
CREATE INDEX counting_risk_exposure_short ON counting_risk_exposure (site, holding)
    WHERE short_at IS NOT NULL;

-- One count of one holding and the exposures before it: what teaches the model.
CREATE TABLE counting_risk_outcome (
    site      integer NOT NULL,
    assertion bigint  NOT NULL,
    holding   bigint  NOT NULL,
    place     bigint  NOT NULL,
    item      bigint  NOT NULL,
    since     timestamptz NOT NULL,
    at        timestamptz NOT NULL,
    touches   integer NOT NULL,
    receipts  integer NOT NULL,
    lots      integer NOT NULL,
    actors    text[]  NOT NULL,
    touched   integer[] NOT NULL,
    book      bigint  NOT NULL,
    variance  bigint  NOT NULL,
    PRIMARY KEY (site, assertion)
);
CREATE INDEX counting_risk_outcome_holding ON counting_risk_outcome (site, holding, at);
CREATE INDEX counting_risk_outcome_at ON counting_risk_outcome (site, at);

-- What a refit learned; site 0: of all sites together.
CREATE TABLE counting_risk_model (
    site      integer NOT NULL,
    fitted_at timestamptz NOT NULL,
    theta     double precision[] NOT NULL,
    size      double precision[] NOT NULL,
    counts    integer NOT NULL,
    wrong     integer NOT NULL,
    PRIMARY KEY (site, fitted_at)
);

-- How much more than others an item, site, zone (`key`) or person (`name`) brings errors, by the
-- last refit.  Items and people: site 0.
CREATE TABLE counting_risk_factor (
    site   integer NOT NULL,
    level  text    NOT NULL,
    key    bigint  NOT NULL,
    name   text    NOT NULL,
    factor double precision NOT NULL,
    PRIMARY KEY (site, level, key, name)
);

-- The scores of the last night.
CREATE TABLE counting_risk_score (
    site        integer NOT NULL,
    holding     bigint  NOT NULL,
    probability real    NOT NULL,
    value       bigint  NOT NULL,
    score       double precision NOT NULL,
    urgent      boolean NOT NULL,
    scored_at   timestamptz NOT NULL,
    PRIMARY KEY (site, holding)
);
CREATE INDEX counting_risk_score_order
    ON counting_risk_score (site, urgent DESC, score DESC, holding);

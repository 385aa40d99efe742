-- Which tasks serve which request of a stage (lifecycle_count_request).  Item and lot '' = the
-- whole place is counted.
CREATE TABLE counting_request (
    site     integer NOT NULL,
    request  uuid    NOT NULL,
    task     uuid    NOT NULL,
    plan     uuid    NOT NULL,
    reason   text    NOT NULL,
    place    text    NOT NULL,
    item     text    NOT NULL,
    lot      text    NOT NULL,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (site, request, task)
);
CREATE INDEX counting_request_task ON counting_request (site, task);
CREATE INDEX counting_request_plan ON counting_request (site, plan);
CREATE INDEX counting_request_place ON counting_request (site, place, taken_at);
CREATE INDEX counting_plan_state ON counting_plan (site, state, created_at);

-- Proofs of stages that are taken up, each into the plan of its day.
CREATE TABLE counting_proof (
    site        integer NOT NULL,
    observation uuid    NOT NULL,
    taken_at    timestamptz NOT NULL,
    PRIMARY KEY (site, observation)
);

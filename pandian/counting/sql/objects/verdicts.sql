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

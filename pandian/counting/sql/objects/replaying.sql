-- Days of rehearsals 预演日: what each side of a rehearsal would have counted on a day, and what
-- it would have found.  `side` 0 is what a candidate is set against, 1 the candidate; `tasks`
-- numbers the task of each of `places`; `lines` are those that were found different.
CREATE TABLE counting_rehearsal_day (
    site      integer  NOT NULL,
    rehearsal uuid     NOT NULL,
    side      smallint NOT NULL,
    day       date     NOT NULL,
    places    bigint[] NOT NULL,
    tasks     integer[] NOT NULL,
    lines     jsonb    NOT NULL,
    PRIMARY KEY (site, rehearsal, side, day),
    CONSTRAINT counting_rehearsal_day_side CHECK (side IN (0, 1)),
    CONSTRAINT counting_rehearsal_day_tasks CHECK (cardinality(places) = cardinality(tasks))
);

-- On which ledger a rehearsal was made: how many entries dated before the end of its span there
-- were, and the head of the chain of seals as it was read.
CREATE TABLE counting_rehearsal_ground (
    site      integer NOT NULL,
    rehearsal uuid    NOT NULL,
    entries   bigint  NOT NULL,
    sealed    integer NOT NULL,
    chain     text    NOT NULL,
    PRIMARY KEY (site, rehearsal)
);

-- Planning 规划: the plan of each day, once per site and day, and why each task counts each place.
CREATE TABLE counting_day_plan (
    site     integer NOT NULL,
    day      date    NOT NULL,
    seed     bigint  NOT NULL,
    made_by  text    NOT NULL,
    made_at  timestamptz NOT NULL,
    report   jsonb   NOT NULL,
    PRIMARY KEY (site, day)
);

-- One row per task, place and rule that asked for it: a place due by two rules has two rows and is
-- counted once.  `policy` is the version of the rule, NULL for a built-in one.
CREATE TABLE counting_task_why (
    site     integer NOT NULL,
    task     uuid    NOT NULL,
    place    bigint  NOT NULL,
    rule     text    NOT NULL,
    label_zh text    NOT NULL,
    label_en text    NOT NULL,
    policy   uuid,
    version  integer NOT NULL,
    strategy text    NOT NULL,
    holdings integer NOT NULL CHECK (holdings >= 0),
    due_on   date    NOT NULL,
    params   jsonb   NOT NULL,
    PRIMARY KEY (site, task, place, rule)
);
CREATE INDEX counting_task_why_place ON counting_task_why (site, place, due_on);

-- What was planned and why is never changed.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['counting_day_plan', 'counting_task_why'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()', name);
    END LOOP;
END $$;

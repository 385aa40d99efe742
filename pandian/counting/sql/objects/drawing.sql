-- What the seed of a sampling stocktake is made of 种子的组成: the `secret` that is fixed with the
-- design and told with the draw, the `number` that an auditor brings to the draw.  Insert only.
CREATE TABLE counting_sample_seed (
    site    integer NOT NULL,
    sample  uuid    NOT NULL,
    part    text    NOT NULL,
    value   text    NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (site, sample, part),
    CONSTRAINT counting_sample_seed_part CHECK (part IN ('secret', 'number'))
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON counting_sample_seed
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

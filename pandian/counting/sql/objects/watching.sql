-- Watching hot items and risky places.  重点监控

-- An item (0: every item), a place with all inside (0: every place), or an item at a place, that
-- somebody watches up to a day at the site.  Append-only: what ends early has a row below.
CREATE TABLE counting_watch (
    site   integer NOT NULL,
    id     uuid    NOT NULL,
    item   bigint  NOT NULL,
    place  bigint  NOT NULL,
    reason text    NOT NULL,
    until  date    NOT NULL,
    actor  text    NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (site, id),
    CONSTRAINT counting_watch_something CHECK (item <> 0 OR place <> 0)
);

-- A watch that somebody ended before its day, and why.
CREATE TABLE counting_watch_ended (
    site  integer NOT NULL,
    watch uuid    NOT NULL,
    actor text    NOT NULL,
    why   text    NOT NULL,
    at    timestamptz NOT NULL,
    PRIMARY KEY (site, watch)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['counting_watch', 'counting_watch_ended'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()', name);
    END LOOP;
END $$;

-- Pauses 货位暂停: for so long new work leaves one bin alone, while it is looked at twice.  A pause
-- is over at `until` by itself, or earlier by a row of lifecycle_pause_end.  It locks nothing: what
-- happened at the bin is posted as always.  Facts: added, never changed.
CREATE TABLE lifecycle_pause (
    site     integer NOT NULL,
    id       uuid    NOT NULL,
    place    integer NOT NULL,
    reason   text    NOT NULL CHECK (reason <> ''),
    begun_by text    NOT NULL,
    begun_at timestamptz NOT NULL,
    until    timestamptz NOT NULL
             CHECK (until > begun_at AND until <= begun_at + interval '120 minutes'),
    PRIMARY KEY (site, id)
);
CREATE INDEX lifecycle_pause_until ON lifecycle_pause (site, until);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lifecycle_pause
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

CREATE TABLE lifecycle_pause_end (
    site     integer NOT NULL,
    pause    uuid    NOT NULL,
    ended_by text    NOT NULL,
    ended_at timestamptz NOT NULL,
    PRIMARY KEY (site, pause)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lifecycle_pause_end
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

-- The bins of a site that are paused at this instant: the one place that says so.  当前暂停的货位
CREATE FUNCTION lifecycle_paused(which integer) RETURNS TABLE (place integer)
LANGUAGE sql STABLE AS $$
    SELECT p.place FROM lifecycle_pause p
     WHERE p.site = which AND p.until > statement_timestamp()
       AND p.begun_at <= statement_timestamp()
       AND NOT EXISTS (SELECT FROM lifecycle_pause_end e WHERE e.site = p.site AND e.pause = p.id)
$$;

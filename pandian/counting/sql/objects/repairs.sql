-- Reasons, looked back on.  原因回顾

-- What the difference was worth when its reason was confirmed (older rows: NULL, computed).
ALTER TABLE counting_reason ADD COLUMN value bigint;

-- A confirmed reason that somebody took back, with the reversal where something was posted.
-- Append-only: the reason itself stays and no longer counts.
CREATE TABLE counting_reason_undone (
    site     integer NOT NULL,
    reason   uuid    NOT NULL,
    reversal uuid,
    actor    text    NOT NULL,
    why      text    NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (site, reason)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON counting_reason_undone
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

-- Up to when the late paper of a site was looked at.
CREATE TABLE counting_late_look (
    site      integer NOT NULL,
    looked_at timestamptz NOT NULL,
    PRIMARY KEY (site)
);

-- How far the looking into a big plan has come: lines that differ, and those looked into.
ALTER TABLE counting_explained ADD COLUMN lines bigint NOT NULL DEFAULT 0,
                               ADD COLUMN done  bigint NOT NULL DEFAULT 0;

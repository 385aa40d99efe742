-- Recalls 召回.  `site` is the site of the recall document.  Facts: added, never changed.

-- What a recall is about, by ids: lot 0 with a serial means that very piece.
CREATE TABLE lifecycle_recall_lot (
    site   integer NOT NULL,
    recall uuid    NOT NULL,
    line   integer NOT NULL,
    item   bigint  NOT NULL,
    lot    bigint  NOT NULL,
    serial bigint  NOT NULL,
    PRIMARY KEY (site, recall, line)
);
CREATE INDEX lifecycle_recall_lot_goods ON lifecycle_recall_lot (item, lot, serial);

-- What was decided of a line; the last decision holds.
CREATE TABLE lifecycle_recall_decision (
    site     integer NOT NULL,
    recall   uuid    NOT NULL,
    event    uuid    NOT NULL,
    line     integer NOT NULL,
    seq      integer NOT NULL,
    decision text    NOT NULL,
    PRIMARY KEY (site, recall, event, line)
);

-- The local postings of a recall at each site: what was stopped, carried or released there.
CREATE TABLE lifecycle_recall_posting (
    site        integer NOT NULL,
    posting     uuid    NOT NULL,
    recall_site integer NOT NULL,
    recall      uuid    NOT NULL,
    event       uuid    NOT NULL,
    lines       integer NOT NULL,
    quantity    bigint  NOT NULL,
    PRIMARY KEY (site, posting)
);
CREATE INDEX lifecycle_recall_posting_recall ON lifecycle_recall_posting (recall_site, recall);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lifecycle_recall_lot', 'lifecycle_recall_decision',
                                'lifecycle_recall_posting'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()', name);
    END LOOP;
END $$;

-- Published: lots and serials that are under recall now, at every site.  召回中的货
CREATE VIEW lifecycle_recalled_view AS
SELECT r.item, r.lot, r.serial, r.site AS recall_site, r.recall, r.line
  FROM lifecycle_recall_lot r
  JOIN lifecycle_document d ON d.site = r.site AND d.id = r.recall
   AND d.state IN ('effective', 'told', 'decided')
 WHERE coalesce((SELECT c.decision FROM lifecycle_recall_decision c
                  WHERE c.site = r.site AND c.recall = r.recall AND c.line = r.line
                  ORDER BY c.seq DESC LIMIT 1), '') <> 'released';

-- Items as they were when documents did something with them: what the records show.  主数据快照
CREATE TABLE lifecycle_record_master (
    item    text  NOT NULL,
    at      timestamptz NOT NULL,
    digest  text  NOT NULL,
    content jsonb NOT NULL,
    PRIMARY KEY (item, at)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lifecycle_record_master
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();
CREATE INDEX lifecycle_event_at ON lifecycle_event (site, at);

-- Count requests 触发盘点: what a stage asks to be counted now, and why.  Facts: added, never
-- changed; what became of each stands with counting.
CREATE TABLE lifecycle_count_request (
    site     integer NOT NULL,
    id       uuid    NOT NULL,
    event    uuid    NOT NULL,
    document uuid,
    reason   text    NOT NULL,
    place    text    NOT NULL,
    item     text    NOT NULL,
    lot      text    NOT NULL,
    note     text    NOT NULL,
    asked_by text    NOT NULL,
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (site, id),
    UNIQUE (site, event, reason, place, item, lot)
);
CREATE INDEX lifecycle_count_request_asked ON lifecycle_count_request (site, asked_at);
CREATE INDEX lifecycle_count_request_document ON lifecycle_count_request (site, document)
    WHERE document IS NOT NULL;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lifecycle_count_request
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

-- Published to upper rooms: count requests.  触发盘点视图
CREATE VIEW lifecycle_count_request_view AS
SELECT site, id, event, document, reason, place, item, lot, note, asked_by, asked_at
  FROM lifecycle_count_request;

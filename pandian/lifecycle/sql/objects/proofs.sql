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

-- Proofs 顺手盘: which observations a step brought, and how good they are.  `moved`: by who moved
-- goods at that step.  `task`: the day's proofs, under which counting settles them.
CREATE TABLE lifecycle_proof_fact (
    site        integer NOT NULL,
    observation uuid    NOT NULL,
    event       uuid    NOT NULL,
    document    uuid,
    step        text    NOT NULL,
    strength    text    NOT NULL,
    moved       boolean NOT NULL,
    task        uuid    NOT NULL,
    person      text    NOT NULL,
    proved_at   timestamptz NOT NULL,
    PRIMARY KEY (site, observation)
);
CREATE INDEX lifecycle_proof_fact_event ON lifecycle_proof_fact (site, event);
CREATE INDEX lifecycle_proof_fact_proved ON lifecycle_proof_fact (site, proved_at);
CREATE INDEX lifecycle_proof_fact_document ON lifecycle_proof_fact (site, document)
    WHERE document IS NOT NULL;

-- What people said of an area at shift end.
CREATE TABLE lifecycle_area_closed (
    site    integer NOT NULL,
    event   uuid    NOT NULL,
    place   text    NOT NULL,
    empty   boolean NOT NULL,
    said_by text    NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (site, event)
);
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lifecycle_proof_fact', 'lifecycle_area_closed'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()', name);
    END LOOP;
END $$;

-- Published to upper rooms: one row per holding that a proof speaks of, `precision` in ms.  A place
-- seen empty proves 0 of every holding there; a quantity that fits several holdings proves none of
-- them alone.  What was taken back proves nothing.  顺手盘视图
CREATE VIEW lifecycle_proof AS
SELECT p.site, p.holding, p.counted, p.effective_at, p."precision", p.strength, p.observation,
       p.step, p.moved, p.person, p.event, p.document, p.task, p.proved_at
  FROM (
    SELECT f.site, h.id AS holding, CASE WHEN s.mode = 'empty' THEN 0 ELSE s.base END AS counted,
           s.observed_at AS effective_at, s.uncertainty_ms AS "precision", f.strength,
           f.observation, f.step, f.moved, f.person, f.event, f.document, f.task, f.proved_at,
           s.mode = 'empty' OR s.base = 0 OR 1 = count(*) OVER (
               PARTITION BY f.site, f.observation) AS clear
      FROM lifecycle_proof_fact f
      JOIN capture_seen_view s ON s.site = f.site AND s.id = f.observation AND s.tray = ''
      JOIN ledger_holding h ON h.site = s.site AND h.place = s.place
       AND (s.item = 0 OR (h.item = s.item AND (s.lot IS NULL OR h.lot = s.lot)
            AND (s.serial IS NULL OR h.serial = s.serial)
            AND (s.status IS NULL OR h.status = s.status)
            AND (s.owner IS NULL OR h.owner = s.owner)))
     WHERE NOT EXISTS (SELECT FROM capture_seen_view u
                        WHERE u.site = f.site AND u.undoes IS NOT NULL
                          AND u.undoes = f.observation AND u.tray = '')) AS p
 WHERE p.clear;

-- Published to upper rooms: proofs as they came, for who takes them up.
CREATE VIEW lifecycle_proof_fact_view AS
SELECT site, observation, event, document, step, strength, moved, task, person, proved_at
  FROM lifecycle_proof_fact;

-- Published to upper rooms: which places and items an event has proved, by codes.  Weak proofs say
-- nothing of what is left.
CREATE VIEW lifecycle_proof_place_view AS
SELECT f.site, f.event, p.code AS place, s.mode = 'empty' AND s.item = 0 AS empty,
       coalesce(i.code, '') AS item
  FROM lifecycle_proof_fact f
  JOIN capture_seen_view s ON s.site = f.site AND s.id = f.observation AND s.tray = ''
  JOIN catalog_place_view p ON p.site = s.site AND p.id = s.place
  LEFT JOIN catalog_item_view i ON i.id = s.item
 WHERE f.strength <> 'weak';

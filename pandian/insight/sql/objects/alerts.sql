-- Alerts 预警: one row per site, condition and subject while the condition holds, however often it
-- is seen; site 0 is the whole house.

-- `level`: how bad it is, in the measure of its condition; `facts`: codes, figures, instants that
-- its sentence names.  `holds`: the condition was there when it was last looked at; a closed alert
-- whose condition still holds keeps a new one from coming until it gets worse than `closed_level`.
CREATE TABLE insight_alert (
    site          integer NOT NULL,
    id            uuid    NOT NULL,
    condition     text    NOT NULL,
    subject       text    NOT NULL,
    plan          uuid,
    places        bigint[] NOT NULL DEFAULT '{}',
    facts         jsonb   NOT NULL,
    level         bigint  NOT NULL,
    times         integer NOT NULL DEFAULT 1 CHECK (times > 0),
    since         timestamptz NOT NULL,
    news_at       timestamptz NOT NULL,
    first_seen    timestamptz NOT NULL,
    last_seen     timestamptz NOT NULL,
    severity      text    NOT NULL,
    roles         text[]  NOT NULL,
    step          integer NOT NULL DEFAULT 0,
    due_at        timestamptz NOT NULL,
    quiet_to      timestamptz,
    person        text    NOT NULL DEFAULT '',
    snoozed_to    timestamptz,
    holds         boolean NOT NULL DEFAULT true,
    closed_at     timestamptz,
    closed_how    text    NOT NULL DEFAULT '',
    closed_by     text    NOT NULL DEFAULT '',
    closed_level  bigint,
    policy        uuid,
    version       integer NOT NULL DEFAULT 1,
    PRIMARY KEY (site, id),
    CONSTRAINT insight_alert_closed CHECK ((closed_at IS NULL) = (closed_how = '')),
    CONSTRAINT insight_alert_open_holds CHECK (closed_at IS NOT NULL OR holds)
);
CREATE UNIQUE INDEX insight_alert_once ON insight_alert (site, condition, subject) WHERE holds;
CREATE INDEX insight_alert_open ON insight_alert (site, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX insight_alert_closed_at ON insight_alert (site, closed_at, id)
    WHERE closed_at IS NOT NULL;

-- What became of an alert, in its order: raised, taken, handed over, put off, passed on, closed.
CREATE TABLE insight_alert_event (
    site   integer NOT NULL,
    alert  uuid    NOT NULL,
    n      integer NOT NULL CHECK (n > 0),
    at     timestamptz NOT NULL,
    actor  text    NOT NULL,
    act    text    NOT NULL,
    reason text    NOT NULL DEFAULT '',
    data   jsonb   NOT NULL DEFAULT '{}',
    PRIMARY KEY (site, alert, n)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON insight_alert_event
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

-- When each condition was last looked at with success at a site, and what went wrong since.
CREATE TABLE insight_check (
    site      integer NOT NULL,
    condition text    NOT NULL,
    at        timestamptz,
    found     integer NOT NULL DEFAULT 0,
    failed_at timestamptz,
    error     text    NOT NULL DEFAULT '',
    PRIMARY KEY (site, condition)
);

-- The wall around alerts: what one is about never changes, and none is ever deleted.
CREATE FUNCTION insight_alert_wall() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR (OLD.site, OLD.id, OLD.condition, OLD.subject, OLD.first_seen)
       IS DISTINCT FROM (NEW.site, NEW.id, NEW.condition, NEW.subject, NEW.first_seen) THEN
        RAISE EXCEPTION 'alerts are closed, never deleted or made into others'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER insight_alert_wall BEFORE UPDATE OR DELETE ON insight_alert
    FOR EACH ROW EXECUTE FUNCTION insight_alert_wall();
CREATE TRIGGER insight_alert_stays BEFORE TRUNCATE ON insight_alert
    FOR EACH STATEMENT EXECUTE FUNCTION insight_alert_wall();

-- What of some lots stands accepted at a site where goods may be sold or taken: what expires and
-- what has expired are asked of the same places.  `place`: the first of them, `places` all.
CREATE FUNCTION insight_sellable(which integer, lots bigint[], kinds text[])
RETURNS TABLE (item bigint, code text, expires_on date, place text, on_hand bigint,
               places bigint[]) LANGUAGE sql STABLE AS $$
    SELECT t.item, t.code, t.expires_on, min(p.code), sum(b.on_hand)::bigint,
           array_agg(DISTINCT h.place)
      FROM unnest(lots) AS g (id)
      JOIN catalog_lot_view t ON t.id = g.id
     CROSS JOIN LATERAL (
           SELECT x.id, x.place FROM ledger_holding x
            WHERE x.site = which AND x.item = t.item AND x.lot = t.id AND x.status = 'accepted'
           OFFSET 0) AS h
     CROSS JOIN LATERAL (
           SELECT x.on_hand FROM ledger_balance x
            WHERE x.site = which AND x.holding = h.id AND x.on_hand > 0 OFFSET 0) AS b
      JOIN catalog_place_view p ON p.site = which AND p.id = h.place AND p.kind = ANY (kinds)
     GROUP BY t.item, t.id, t.code, t.expires_on
$$;

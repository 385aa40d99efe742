-- The append-only feed of what happened 事实流: every write of every room leaves one row here.
-- `xact` lets a reader stop before transactions that are still open, so that a bookmark never
-- skips a row that commits late.
CREATE TABLE kernel_fact (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xact    xid8 NOT NULL DEFAULT pg_current_xact_id(),
    site    integer NOT NULL,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor   text NOT NULL,
    device  text NOT NULL DEFAULT '',
    kind    text NOT NULL,
    subject text NOT NULL,
    data    jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX kernel_fact_feed ON kernel_fact (xact, id);
CREATE INDEX kernel_fact_subject ON kernel_fact (subject, id);

-- Second wall: even the owner's sessions cannot rewrite an append-only table by accident.
CREATE FUNCTION kernel_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER kernel_fact_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON kernel_fact
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

-- The door for SQL functions of upper rooms: append facts in the same call.
CREATE FUNCTION kernel_record(
    p_site integer, p_actor text[], p_device text[], p_kind text[], p_subject text[], p_data jsonb[]
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO kernel_fact (site, actor, device, kind, subject, data)
    SELECT p_site, f.actor, f.device, f.kind, f.subject, f.data
      FROM unnest(p_actor, p_device, p_kind, p_subject, p_data)
           AS f (actor, device, kind, subject, data)
$$;

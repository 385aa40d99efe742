-- Versions of rules 规则版本: one row per content of one code at one site (0: for every site).
-- A state is read from the instants, so a version is active on time.  From its approval on
-- nothing of it changes: it only gets the instant of effect once, and perhaps of withdrawal.
CREATE TABLE governance_policy (
    site             integer NOT NULL,
    id               uuid    NOT NULL,
    kind             text    NOT NULL,
    code             text    NOT NULL,
    version          integer NOT NULL CHECK (version > 0),
    label_zh         text    NOT NULL DEFAULT '',
    label_en         text    NOT NULL DEFAULT '',
    content          jsonb   NOT NULL,
    control          jsonb   NOT NULL DEFAULT '{}',
    content_hash     text    NOT NULL,
    reason           text    NOT NULL CHECK (reason <> ''),
    author           text    NOT NULL,
    created_at       timestamptz NOT NULL,
    changed_at       timestamptz NOT NULL,
    ends_at          timestamptz,
    rehearsed_at     timestamptz,
    rehearsed_by     text    NOT NULL DEFAULT '',
    evidence         text    NOT NULL DEFAULT '',
    waived_at        timestamptz,
    waived_by        text    NOT NULL DEFAULT '',
    waiver           text    NOT NULL DEFAULT '',
    waiver_signature uuid,
    approved_at      timestamptz,
    approved_by      text    NOT NULL DEFAULT '',
    signature        uuid,
    central_approval boolean NOT NULL DEFAULT false,
    effective_from   timestamptz,
    scheduled_by     text    NOT NULL DEFAULT '',
    withdrawn_at     timestamptz,
    withdrawn_by     text    NOT NULL DEFAULT '',
    withdrawal       text    NOT NULL DEFAULT '',
    PRIMARY KEY (site, id),
    UNIQUE (site, kind, code, version),
    CONSTRAINT governance_policy_two_people CHECK (approved_by <> author),
    CONSTRAINT governance_policy_approved
        CHECK ((approved_at IS NULL) = (signature IS NULL)
               AND (effective_from IS NULL OR approved_at IS NOT NULL)),
    CONSTRAINT governance_policy_ends CHECK (ends_at > effective_from)
);
CREATE UNIQUE INDEX governance_policy_id ON governance_policy (id);
CREATE INDEX governance_policy_holds ON governance_policy (kind, site, code, effective_from);

-- The wall around a version: what was approved stays; effect begins now or later, once.
CREATE FUNCTION governance_policy_wall() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'versions of rules are never deleted'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (OLD.site, OLD.id, OLD.kind, OLD.code, OLD.version, OLD.author, OLD.created_at)
       IS DISTINCT FROM
       (NEW.site, NEW.id, NEW.kind, NEW.code, NEW.version, NEW.author, NEW.created_at)
       OR OLD.withdrawn_at IS NOT NULL
       OR (OLD.effective_from IS NOT NULL AND NEW.effective_from <> OLD.effective_from)
       OR (OLD.approved_at IS NOT NULL AND
           to_jsonb(OLD) - '{effective_from,scheduled_by,withdrawn_at,withdrawn_by,withdrawal}'
               ::text[]
           <> to_jsonb(NEW) - '{effective_from,scheduled_by,withdrawn_at,withdrawn_by,withdrawal}'
               ::text[]) THEN
        RAISE EXCEPTION 'version % of rule % can not be changed', OLD.version, OLD.code
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.effective_from IS NULL AND NEW.effective_from < transaction_timestamp() THEN
        RAISE EXCEPTION 'a rule can not take effect in the past' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER governance_policy_wall BEFORE UPDATE OR DELETE ON governance_policy
    FOR EACH ROW EXECUTE FUNCTION governance_policy_wall();
CREATE FUNCTION governance_policy_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions of rules are never deleted'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER governance_policy_stays BEFORE TRUNCATE ON governance_policy
    FOR EACH STATEMENT EXECUTE FUNCTION governance_policy_stays();

-- Every version with the instants between which it holds; NULL from: never.  A version ends when
-- the next one of its code takes effect, by its own end, or by being withdrawn.
CREATE VIEW governance_policy_view WITH (security_invoker = true) AS
SELECT v.*,
       CASE WHEN v.effective_from < coalesce(v.withdrawn_at, 'infinity')
            THEN v.effective_from END AS holds_from,
       nullif(least(coalesce(v.withdrawn_at, 'infinity'), coalesce(v.ends_at, 'infinity'),
                    coalesce(n.next_from, 'infinity')), 'infinity') AS holds_to,
       n.next_from
  FROM governance_policy v
  LEFT JOIN LATERAL (
       SELECT min(later.effective_from) AS next_from FROM governance_policy later
        WHERE later.kind = v.kind AND later.site = v.site AND later.code = v.code
          AND (later.effective_from, later.version) > (v.effective_from, v.version)
          AND later.effective_from < coalesce(later.withdrawn_at, 'infinity')) AS n ON true;

-- Which keys of an override have effect under a central rule (twin: rules.effective): not those
-- that are locked, nor those out of bounds, unless the centre itself approved the override.
CREATE FUNCTION governance_effective(local jsonb, control jsonb, by_centre boolean)
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}')
      FROM jsonb_each(local) AS e
     WHERE CASE coalesce(control -> e.key ->> 'mode', 'free')
           WHEN 'locked' THEN false
           WHEN 'bounded' THEN by_centre
                OR ((e.value #>> '{}')::numeric
                    >= coalesce((control -> e.key ->> 'low')::numeric, '-infinity')
                    AND (e.value #>> '{}')::numeric
                    <= coalesce((control -> e.key ->> 'high')::numeric, 'infinity'))
           ELSE true END
$$;

-- Who may not approve which lines of a count, and why 审批回避: who counted or recounted them, who
-- planned the count or drew its sample, who repaired a cause of theirs.  `accounts` NULL: all of
-- them.  One row per person and reason (twin: approving.rules.barred).
CREATE FUNCTION counting_barred(at_site integer, of_plan uuid, of_lines bigint[], accounts text[])
RETURNS TABLE (person text, act text, lines bigint[]) LANGUAGE sql STABLE AS $$
    SELECT b.person, b.act, array_agg(DISTINCT b.line ORDER BY b.line)
      FROM (
        SELECT w.person, l.id AS line,
               CASE WHEN EXISTS (SELECT FROM jsonb_array_elements(l.rounds) AS r (said)
                                  WHERE r.said ->> 'person' = w.person
                                    AND (r.said ->> 'round')::integer > 0)
                    THEN 'recounted' ELSE 'counted' END AS act
          FROM counting_line l CROSS JOIN LATERAL unnest(l.people) AS w (person)
         WHERE l.site = at_site AND l.plan = of_plan AND l.id = ANY (of_lines)
        UNION ALL
        SELECT p.created_by, u.line, 'planned'
          FROM counting_plan p CROSS JOIN unnest(of_lines) AS u (line)
         WHERE p.site = at_site AND p.id = of_plan
        UNION ALL
        SELECT s.created_by, u.line, 'sampled'
          FROM counting_sample s CROSS JOIN unnest(of_lines) AS u (line)
         WHERE s.site = at_site AND (s.plan = of_plan OR s.extension = of_plan)
        UNION ALL
        SELECT r.actor, r.line, 'repaired'
          FROM counting_reason r
         WHERE r.site = at_site AND r.plan = of_plan AND r.line = ANY (of_lines)
           AND r.posting IS NOT NULL AND r.rule = ''
      ) AS b
     WHERE accounts IS NULL OR b.person = ANY (accounts)
     GROUP BY b.person, b.act
$$;

-- The wall around approving: whatever the program believes, no signature of somebody who is barred
-- is kept, neither as the last one nor among those that are collected.
CREATE FUNCTION counting_approver_wall() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    accounts text[];
    of_plan  uuid;
    of_lines bigint[];
BEGIN
    IF TG_TABLE_NAME = 'counting_approval' THEN
        of_plan := NEW.plan;
        of_lines := NEW.lines;
        accounts := governance_accounts(NEW.person, NEW.site, NEW.approved_at);
    ELSE
        SELECT c.plan, c.lines INTO of_plan, of_lines
          FROM counting_consent c WHERE c.site = NEW.site AND c.id = NEW.consent;
        accounts := governance_accounts(NEW.person, NEW.site, NEW.at) || NEW.principal;
    END IF;
    IF EXISTS (SELECT FROM counting_barred(NEW.site, of_plan, of_lines, accounts)) THEN
        RAISE EXCEPTION 'nobody approves what he counted or prepared: %', NEW.person
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER counting_approval_wall BEFORE INSERT ON counting_approval
    FOR EACH ROW EXECUTE FUNCTION counting_approver_wall();
CREATE TRIGGER counting_consent_wall BEFORE INSERT ON counting_consent_signature
    FOR EACH ROW EXECUTE FUNCTION counting_approver_wall();

-- What a named rule approved by itself 自动批准: the version, the amounts it looked at, its limit.
CREATE TABLE counting_auto_approval (
    site         integer NOT NULL,
    posting      uuid    NOT NULL,
    plan         uuid    NOT NULL,
    policy       uuid    NOT NULL,
    code         text    NOT NULL,
    version      integer NOT NULL,
    name         text    NOT NULL,
    amount       bigint  NOT NULL CHECK (amount >= 0),
    gross        bigint  NOT NULL CHECK (gross >= 0),
    amount_max   bigint  NOT NULL,
    content_hash text    NOT NULL,
    lines        bigint[] NOT NULL,
    approved_at  timestamptz NOT NULL,
    PRIMARY KEY (site, posting),
    CONSTRAINT counting_auto_approval_band CHECK (amount <= amount_max AND gross <= amount),
    CONSTRAINT counting_auto_approval_named CHECK (name <> '')
);
CREATE INDEX counting_auto_approval_at ON counting_auto_approval (site, approved_at);
CREATE INDEX counting_auto_approval_plan ON counting_auto_approval (site, plan);
CREATE TRIGGER counting_auto_approval_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON counting_auto_approval FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

-- Approval by rule switched off and on at a site 开关, the last one stands.
CREATE TABLE counting_auto_switch (
    site   integer NOT NULL,
    id     uuid    NOT NULL,
    is_on  boolean NOT NULL,
    person text    NOT NULL,
    reason text    NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (site, id)
);
CREATE INDEX counting_auto_switch_at ON counting_auto_switch (site, at);
CREATE TRIGGER counting_auto_switch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON counting_auto_switch FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();

-- Since when a count waits for approval, by which version, until when, and when that was passed on
-- 审批时限.  A row lives as long as something waits.
CREATE TABLE counting_pending (
    site         integer NOT NULL,
    plan         uuid    NOT NULL,
    since        timestamptz NOT NULL,
    policy       uuid,
    amount       bigint  NOT NULL,
    approvers    integer NOT NULL,
    roles        text[]  NOT NULL,
    sequence     text    NOT NULL,
    hours        integer,
    due_at       timestamptz,
    escalate_to  text    NOT NULL DEFAULT '',
    escalated_at timestamptz,
    seen_at      timestamptz NOT NULL,
    PRIMARY KEY (site, plan)
);

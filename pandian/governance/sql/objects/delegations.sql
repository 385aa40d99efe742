-- Accounts that belong to one human 同一人的账号: whatever separates people separates humans.
CREATE TABLE governance_same_person (
    site     integer NOT NULL DEFAULT 0,
    person   text    NOT NULL,
    human    text    NOT NULL,
    given_by text    NOT NULL,
    reason   text    NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (site, person)
);
CREATE INDEX governance_same_person_human ON governance_same_person (human);

-- Who stands in for whom 代批: at one site, up to an amount, until an instant.
CREATE TABLE governance_delegation (
    site       integer NOT NULL,
    id         uuid    NOT NULL,
    principal  text    NOT NULL,
    stand_in   text    NOT NULL,
    capability text    NOT NULL,
    amount_max bigint  NOT NULL CHECK (amount_max >= 0),
    valid_from timestamptz NOT NULL,
    valid_to   timestamptz NOT NULL,
    reason     text    NOT NULL,
    given_by   text    NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (site, id),
    CONSTRAINT governance_delegation_two CHECK (principal <> stand_in),
    CONSTRAINT governance_delegation_span CHECK (valid_from < valid_to)
);
CREATE INDEX governance_delegation_stand_in ON governance_delegation (stand_in, valid_to);

-- Every account for which a person decides at a site at an instant: his own, those of the same
-- human, and those of the people for whom he may stand in there.
CREATE FUNCTION governance_accounts(who text, at_site integer, at_instant timestamptz)
RETURNS text[] LANGUAGE sql STABLE AS $$
    WITH direct AS (
        SELECT who AS person
        UNION
        SELECT d.principal FROM governance_delegation d
         WHERE d.site = at_site AND d.stand_in = who AND d.valid_from <= at_instant
           AND d.valid_to > at_instant AND d.ended_at IS NULL
    )
    SELECT array_agg(DISTINCT a.person ORDER BY a.person)
      FROM (SELECT person FROM direct
            UNION ALL
            SELECT other.person FROM direct
              JOIN governance_same_person own ON own.person = direct.person
              JOIN governance_same_person other ON other.human = own.human) AS a
$$;

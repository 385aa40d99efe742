-- The temporary tables of one settlement; they are empty at the start of each.
CREATE TEMPORARY TABLE IF NOT EXISTS counting_seen (
    n bigint, id uuid, person text, round integer, place bigint, item bigint, lot bigint,
    serial bigint, status text, owner bigint, mode text, base bigint, at timestamptz, ms integer,
    detail integer, finest integer, received timestamptz, read boolean,
    replaced boolean DEFAULT false
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_mark (
    said_by uuid, person text, round integer, place bigint, at timestamptz, ms integer, task uuid,
    own boolean
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_said (
    said bigint GENERATED ALWAYS AS IDENTITY, person text, round integer, place bigint,
    item bigint, lot bigint, serial bigint, status text, owner bigint, detail integer,
    finest integer, counted bigint, at timestamptz, ms integer, adding boolean, ids uuid[],
    read boolean
) ON COMMIT DELETE ROWS;
CREATE INDEX IF NOT EXISTS counting_seen_key ON counting_seen (place, item);
CREATE INDEX IF NOT EXISTS counting_said_key ON counting_said (place, item);
CREATE TEMPORARY TABLE IF NOT EXISTS counting_pair (
    pair bigint GENERATED ALWAYS AS IDENTITY, said bigint, holding bigint, at timestamptz,
    mine boolean, book bigint
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_stated (
    stated bigint GENERATED ALWAYS AS IDENTITY, holding bigint, place bigint, item bigint,
    lot bigint, serial bigint, status text, owner bigint, person text, round integer,
    counted bigint, at timestamptz, ms integer, adding boolean, kind text, ids uuid[],
    book bigint, stated_at timestamptz, doubtful boolean DEFAULT false,
    statable boolean DEFAULT true, notes jsonb DEFAULT '[]', read boolean DEFAULT false,
    swept boolean DEFAULT false
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_reach (
    reach bigint GENERATED ALWAYS AS IDENTITY, holding bigint, place bigint, item bigint,
    lot bigint, serial bigint, status text, owner bigint, said_by uuid, person text,
    round integer, at timestamptz, ms integer, book bigint,
    swept boolean
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_near (
    stated bigint, posting uuid, effective_at timestamptz, quantity bigint, "precision" smallint
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_draft (
    holding bigint, place bigint, item bigint, lot bigint, serial bigint, status text,
    owner bigint, counted bigint, observed_at timestamptz, stated_at timestamptz, ms integer,
    book bigint, verdict text, ready boolean, round integer, crowd integer, equal boolean,
    people text[], ids uuid[], rounds jsonb, notes jsonb
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_judged (
    LIKE counting_draft, line bigint, generation integer, cost bigint, judged text
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_rule (
    rank integer, key bigint, near integer, text text, code text, policy uuid, quantity bigint,
    percent numeric, value bigint, combine text
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_allowance (
    place bigint, item bigint, people text[], rank integer, policy uuid, quantity bigint,
    percent numeric, value bigint, combine text
) ON COMMIT DELETE ROWS;
TRUNCATE counting_rule, counting_allowance, counting_mark, counting_seen, counting_said,
         counting_pair, counting_stated, counting_reach, counting_near, counting_draft,
         counting_judged;

-- The temporary tables of one settlement; they are empty at the start of each.
CREATE TEMPORARY TABLE IF NOT EXISTS counting_seen (
    n bigint, id uuid, person text, round integer, place bigint, item bigint, lot bigint,
    serial bigint, status text, owner bigint, mode text, base bigint, at timestamptz, ms integer
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_said (
    said bigint GENERATED ALWAYS AS IDENTITY, person text, round integer, place bigint,
    item bigint, lot bigint, serial bigint, status text, owner bigint, detail integer,
    counted bigint, at timestamptz, ms integer, adding boolean, ids uuid[]
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_pair (
    said bigint, holding bigint, mine boolean, book bigint
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS counting_stated (
    stated bigint GENERATED ALWAYS AS IDENTITY, holding bigint, place bigint, item bigint,
    lot bigint, serial bigint, status text, owner bigint, person text, round integer,
    counted bigint, at timestamptz, ms integer, adding boolean, kind text, ids uuid[],
    book bigint, stated_at timestamptz, doubtful boolean DEFAULT false,
    statable boolean DEFAULT true, notes jsonb DEFAULT '[]'
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
TRUNCATE counting_seen, counting_said, counting_pair, counting_stated, counting_draft,
         counting_judged;

-- What happened to holdings between their counts, from `at` on: one row per count (`assertion`) and
-- one since the last (0).  Adjustments, healings and covers of shortages are no touches.
CREATE TEMPORARY TABLE IF NOT EXISTS counting_risk_span (
    holding bigint, place bigint, item bigint, assertion bigint, since timestamptz,
    upto timestamptz, counted_at timestamptz, touches integer, receipts integer, lots integer,
    actors text[], touched integer[], short_at timestamptz, book bigint, variance bigint
) ON COMMIT DROP

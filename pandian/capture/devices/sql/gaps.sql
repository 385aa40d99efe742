-- The holes of installs below the last number that each declared, the first twenty of each.
WITH device AS (
    SELECT id, acked_seq, last_seq FROM capture_install
     WHERE id = ANY (%(installs)s::uuid[]) AND last_seq > acked_seq
), later AS (
    SELECT d.id, s.seq, lead(s.seq) OVER (PARTITION BY d.id ORDER BY s.seq) AS next, d.last_seq
      FROM device d JOIN capture_sequence s ON s.install = d.id AND s.seq > d.acked_seq
), hole AS (
    SELECT d.id, d.acked_seq + 1 AS first,
           coalesce((SELECT min(l.seq) FROM later l WHERE l.id = d.id) - 1, d.last_seq) AS last
      FROM device d
    UNION ALL
    SELECT id, seq + 1, coalesce(next - 1, last_seq) FROM later
     WHERE coalesce(next - 1, last_seq) > seq
)
SELECT id, first, last FROM (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY first) AS n FROM hole) AS numbered
 WHERE n <= 20 AND last >= first
 ORDER BY id, first

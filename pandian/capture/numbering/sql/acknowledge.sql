-- Move a device's contiguous mark on, and name the holes below the last number it declared.
WITH device AS (
    SELECT id, acked_seq,
           greatest(last_seq, %(last_seq)s,
                    (SELECT max(seq) FROM capture_sequence WHERE install = %(install)s))
               AS declared
      FROM capture_install WHERE id = %(install)s
), later AS (
    SELECT s.seq, s.seq - row_number() OVER (ORDER BY s.seq) AS island,
           lead(s.seq) OVER (ORDER BY s.seq) AS next
      FROM capture_sequence s, device d WHERE s.install = d.id AND s.seq > d.acked_seq
), mark AS (
    SELECT coalesce(max(l.seq) FILTER (WHERE l.island = d.acked_seq), d.acked_seq) AS acked
      FROM device d LEFT JOIN later l ON true GROUP BY d.acked_seq
), hole AS (
    SELECT l.seq + 1 AS first, coalesce(l.next - 1, d.declared) AS last
      FROM later l, device d, mark m
     WHERE l.seq >= m.acked AND coalesce(l.next - 1, d.declared) > l.seq
    UNION ALL
    SELECT m.acked + 1, coalesce((SELECT min(seq) FROM later) - 1, d.declared)
      FROM device d, mark m
     WHERE m.acked = d.acked_seq
       AND coalesce((SELECT min(seq) FROM later) - 1, d.declared) > m.acked
)
UPDATE capture_install i
   SET last_seq = d.declared, acked_seq = m.acked, last_seen_at = %(now)s,
       offset_ms = coalesce(%(offset_ms)s::bigint, i.offset_ms),
       state = coalesce(%(state)s::text, i.state),
       actor = %(actor)s,
       app_version = CASE WHEN %(version)s = '' THEN i.app_version ELSE %(version)s END
  FROM device d, mark m
 WHERE i.id = d.id
RETURNING i.acked_seq, i.last_seq, i.state,
       (SELECT coalesce(json_agg(json_build_array(first, last) ORDER BY first), '[]')
          FROM (SELECT first, last FROM hole ORDER BY first LIMIT 1000) AS h) AS gaps

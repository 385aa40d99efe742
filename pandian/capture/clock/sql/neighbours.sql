-- The instants of the nearest earlier and later rows that are stored, by number.
SELECT s.seq, before.observed_at AS low, later.observed_at AS high
  FROM unnest(%(seqs)s::bigint[]) AS s (seq)
  LEFT JOIN LATERAL (SELECT o.observed_at FROM capture_observation o
                      WHERE o.install = %(install)s AND o.seq < s.seq
                      ORDER BY o.seq DESC LIMIT 1) AS before ON true
  LEFT JOIN LATERAL (SELECT o.observed_at FROM capture_observation o
                      WHERE o.install = %(install)s AND o.seq > s.seq
                      ORDER BY o.seq LIMIT 1) AS later ON true

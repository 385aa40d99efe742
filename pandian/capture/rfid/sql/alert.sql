-- Serials of these observations that were seen elsewhere within the time: one alert a pair.
INSERT INTO capture_serial_alert (site, observation, other, serial, noted_at)
SELECT r.site, r.observation, o.observation, r.serial, %(now)s
  FROM capture_resolution r
  JOIN LATERAL (
       SELECT e.observation, e.place FROM capture_resolution e
        WHERE e.site = r.site AND e.serial = r.serial AND e.serial > 0
          AND e.observed_at BETWEEN r.observed_at - %(minutes)s * interval '1 minute'
                                AND r.observed_at + %(minutes)s * interval '1 minute'
          AND e.place <> r.place AND e.place > 0 AND e.tray IN ('', 'ambiguous_place')
          AND e.mode IN ('set', 'add') AND coalesce(e.base, 1) > 0
        ORDER BY abs(extract(epoch FROM e.observed_at - r.observed_at)), e.observation
        LIMIT 1) AS o ON true
 WHERE r.site = %(site)s AND r.observation = ANY (%(observations)s::uuid[]) AND r.serial > 0
   AND r.place > 0 AND r.tray IN ('', 'ambiguous_place')
    ON CONFLICT DO NOTHING
RETURNING observation, other, serial

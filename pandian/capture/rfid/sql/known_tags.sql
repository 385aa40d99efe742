-- What the EPCs of a pass were taken for before, and where those observations stand now.
SELECT t.epc, t.place, t.observation, coalesce(r.tray, '') AS tray
  FROM capture_rfid_tag t
  LEFT JOIN LATERAL (SELECT x.tray FROM capture_resolution x
                      WHERE x.site = t.site AND x.observation = t.observation) AS r ON true
 WHERE t.site = %(site)s AND t.pass = %(pass)s

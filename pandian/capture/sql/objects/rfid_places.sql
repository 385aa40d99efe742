-- What a pass covered stands in the pass itself, so that lists need not read its reads.
ALTER TABLE capture_rfid_pass ADD COLUMN reads bigint NOT NULL DEFAULT 0;
ALTER TABLE capture_rfid_pass ADD COLUMN places text[] NOT NULL DEFAULT '{}';

UPDATE capture_rfid_pass p
   SET reads = (SELECT coalesce(sum(r.count), 0) FROM capture_rfid_read r
                 WHERE r.site = p.site AND r.pass = p.id),
       places = ARRAY(SELECT p.place WHERE p.place <> ''
                      UNION SELECT r.place FROM capture_rfid_read r
                             WHERE r.site = p.site AND r.pass = p.id ORDER BY 1);

-- Published to upper rooms: passes and the places that each covered.
CREATE OR REPLACE VIEW capture_rfid_pass_view AS
SELECT p.site, p.id, p.reader_kind, p.task, p.started_at, p.ended_at, p.person, c.code AS place
  FROM capture_rfid_pass p
 CROSS JOIN LATERAL unnest(p.places) AS c (code);

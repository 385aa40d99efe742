-- Published to upper rooms: observations whose serial was read from its label by an optical reader.
-- Not those where a person typed or picked the serial, not radio (it reads through walls) and no
-- file: they say what somebody says, not that the label was in front of a reader.
CREATE VIEW capture_identity_view AS
SELECT o.site, o.id
  FROM capture_observation o
  JOIN capture_resolution r ON r.site = o.site AND r.observation = o.id
 WHERE o.code IS NOT NULL AND o.entry IN ('camera', 'wedge') AND o.serial_code IS NULL
   AND r.serial > 0;

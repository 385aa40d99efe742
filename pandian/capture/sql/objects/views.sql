-- Published to upper rooms: what observations are understood as, all that folding needs.  采集视图
CREATE VIEW capture_seen_view AS
SELECT r.site, r.observation AS id, r.install, r.seq, r.task, r.person, r.supervisor, r.mode,
       r.base, r.observed_at, r.uncertainty_ms, r.received_at, r.undoes, r.place, r.item, r.lot,
       r.serial, r.status, r.owner, r.tray, r.reason
  FROM capture_resolution r;

-- Published to upper rooms: observations as they were sent, for evidence.
CREATE VIEW capture_observation_view AS
SELECT o.site, o.id, o.install, o.seq, o.task, o.visit, o.person, o.mode, o.quantity, o.unit,
       r.base, o.code, o.place_code, r.place, r.item, r.lot, r.serial, o.observed_at,
       o.uncertainty_ms, o.received_at, r.tray, o.undoes, o.note
  FROM capture_observation o
  JOIN capture_resolution r ON r.site = o.site AND r.observation = o.id;

-- Published to upper rooms: devices and how far their rows have come without a hole.
CREATE VIEW capture_install_view AS
SELECT id, actor, site, state, last_seq, acked_seq, offset_ms, last_seen_at FROM capture_install;

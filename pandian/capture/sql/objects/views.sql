-- Published to upper rooms: observations with their present resolution.  采集视图
CREATE VIEW capture_seen_view AS
SELECT o.site, o.id, o.install, o.seq, o.task, o.visit, o.person, o.supervisor, o.mode,
       o.quantity, o.unit, r.base, o.observed_at, o.uncertainty_ms, o.received_at, o.undoes,
       o.place_code, o.code, o.note, r.place, r.item, r.lot, r.serial, r.status, r.owner, r.tray,
       r.reason, r.resolved_at
  FROM capture_observation o
  JOIN capture_resolution r ON r.site = o.site AND r.observation = o.id;

-- Published to upper rooms: devices and how far their rows have come without a hole.
CREATE VIEW capture_install_view AS
SELECT id, actor, site, state, last_seq, acked_seq, offset_ms, last_seen_at FROM capture_install;

-- Devices of a site of whose rows some are missing before later ones for more than so many hours,
-- the longest first: since when the later ones are here.
SELECT 'device:' || i.id AS subject, g.since, g.since AS news_at, g.first AS level,
       NULL::uuid AS plan, '{}'::bigint[] AS places,
       jsonb_build_object('device', i.id, 'device_name', i.name, 'person_name', i.actor,
           'acked', i.acked_seq, 'first', g.first, 'missing', g.first - i.acked_seq - 1) AS facts
  FROM capture_install_view i
 CROSS JOIN LATERAL (
       SELECT min(o.received_at) AS since, min(o.seq) AS first FROM capture_observation_view o
        WHERE o.install = i.id AND o.seq > i.acked_seq OFFSET 0) AS g
 WHERE i.site = %(site)s AND i.acked_seq < i.last_seq AND i.state <> 'written_off'
   AND g.since < %(now)s::timestamptz - make_interval(hours => %(hours)s::integer)
 ORDER BY g.since, i.id LIMIT %(limit)s

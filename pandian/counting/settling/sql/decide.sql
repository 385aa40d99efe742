-- One draft line per holding from what all people said of it (twin: rules.decide).  A person's
-- last word counts; doubtful words count only when there is no other.  Words agree when their
-- variances are equal, each against the book at its own instant.  Accounts of one human are one
-- person: he does not agree with himself (site 0 knows no stand-ins).  A serial that was read
-- from its label is not outvoted by who says none (twin: rules.outweighed): he has no voice, but
-- where he looked later somebody is asked once more.  It ends with a later sweep of the place, or
-- with a later read of that label elsewhere.
WITH human AS MATERIALIZED (
    SELECT w.person, (governance_accounts(w.person, 0, statement_timestamp()))[1] AS name
      FROM (SELECT DISTINCT s.person FROM counting_stated s) AS w
), word AS (
    SELECT DISTINCT ON (s.place, s.item, s.lot, s.serial, s.status, s.owner, m.name)
           s.*, s.counted - s.book AS variance
      FROM counting_stated s
      JOIN human m ON m.person = s.person
     ORDER BY s.place, s.item, s.lot, s.serial, s.status, s.owner, m.name,
              s.doubtful, s.at DESC, s.round DESC, s.stated DESC
), sound AS (
    SELECT w.*, bool_and(w.doubtful) OVER holding AS all_doubtful FROM word w
    WINDOW holding AS (PARTITION BY w.place, w.item, w.lot, w.serial, w.status, w.owner)
), valid AS (
    SELECT s.*, count(*) OVER holding AS crowd, max(s.round) OVER holding AS last_round
      FROM sound s WHERE NOT s.doubtful OR s.all_doubtful
    WINDOW holding AS (PARTITION BY s.place, s.item, s.lot, s.serial, s.status, s.owner)
), read AS (
    SELECT v.place, v.item, v.lot, v.serial, v.status, v.owner,
           max(v.at + v.ms * interval '1 ms') AS until,
           max(v.at - v.ms * interval '1 ms') AS since,
           (array_agg(v.variance ORDER BY v.at DESC, v.round DESC, v.person DESC))[1] AS variance
      FROM valid v WHERE v.read AND v.counted > 0 AND NOT v.doubtful
     GROUP BY v.place, v.item, v.lot, v.serial, v.status, v.owner
), none AS (
    SELECT v.stated, v.place, v.item, v.lot, v.serial, v.status, v.owner, v.person, v.at,
           l.later, bool_or(l.later AND (v.swept OR EXISTS (
               SELECT 1 FROM read o WHERE o.item = v.item AND o.serial = v.serial
                  AND o.place <> v.place AND o.since > r.until))) OVER holding AS refuted
      FROM valid v
      JOIN read r ON r.place = v.place AND r.item = v.item AND r.lot = v.lot
       AND r.serial = v.serial AND r.status = v.status AND r.owner = v.owner
     CROSS JOIN LATERAL (SELECT v.at - v.ms * interval '1 ms' > r.until AS later) AS l
     WHERE v.counted = 0 AND v.variance <> r.variance
    WINDOW holding AS (PARTITION BY v.place, v.item, v.lot, v.serial, v.status, v.owner)
), outweighed AS (
    SELECT n.place, n.item, n.lot, n.serial, n.status, n.owner, bool_or(n.later) AS asked,
           array_agg(n.person ORDER BY n.at, n.stated) AS people
      FROM none n WHERE NOT n.refuted
     GROUP BY n.place, n.item, n.lot, n.serial, n.status, n.owner
), weighed AS (
    SELECT s.*, o.people AS silent, coalesce(o.asked, false) AS asked,
           count(*) OVER same AS same, count(*) OVER holding AS voices
      FROM valid s
      LEFT JOIN outweighed o ON o.place = s.place AND o.item = s.item AND o.lot = s.lot
       AND o.serial = s.serial AND o.status = s.status AND o.owner = s.owner
     WHERE NOT EXISTS (SELECT 1 FROM none n WHERE n.stated = s.stated AND NOT n.refuted)
    WINDOW holding AS (PARTITION BY s.place, s.item, s.lot, s.serial, s.status, s.owner),
           same AS (PARTITION BY s.place, s.item, s.lot, s.serial, s.status, s.owner, s.variance)
), ranked AS (
    SELECT w.*, max(w.same) OVER holding AS most,
           row_number() OVER (
               PARTITION BY w.place, w.item, w.lot, w.serial, w.status, w.owner
               ORDER BY w.kind = 'none' DESC,
                        CASE WHEN (%(decides)s = 'last' AND w.last_round > 0)
                                  OR (w.crowd < 3 AND w.same = 1) THEN 0
                             ELSE w.same END DESC,
                        CASE WHEN w.crowd >= 2 THEN CASE WHEN w.same > 1 THEN 0 ELSE w.round END
                        ELSE 0 END DESC,
                        w.at DESC, w.round DESC, w.person DESC) AS rank
      FROM weighed w
    WINDOW holding AS (PARTITION BY w.place, w.item, w.lot, w.serial, w.status, w.owner)
), told AS (
    SELECT s.place, s.item, s.lot, s.serial, s.status, s.owner,
           array_agg(DISTINCT s.person) AS people,
           array_agg(s.person || ' ' || s.counted ORDER BY s.at, s.stated)
               FILTER (WHERE s.kind = 'coarse') AS counts,
           jsonb_agg(jsonb_build_object('person', s.person, 'round', s.round,
               'counted', s.counted, 'at', s.at, 'uncertainty_ms', s.ms, 'book', s.book,
               'doubtful', s.doubtful, 'kind', s.kind) ORDER BY s.at, s.stated) AS rounds
      FROM counting_stated s
     GROUP BY s.place, s.item, s.lot, s.serial, s.status, s.owner
), heard AS (
    SELECT s.place, s.item, s.lot, s.serial, s.status, s.owner, array_agg(DISTINCT u.id) AS ids
      FROM counting_stated s, unnest(s.ids) AS u (id)
     GROUP BY s.place, s.item, s.lot, s.serial, s.status, s.owner
)
INSERT INTO counting_draft (holding, place, item, lot, serial, status, owner, counted,
       observed_at, stated_at, ms, book, verdict, ready, round, crowd, equal, people, ids,
       rounds, notes)
SELECT r.holding, r.place, r.item, r.lot, r.serial, r.status, r.owner, r.counted, r.at,
       CASE WHEN r.statable THEN coalesce(r.stated_at, r.at) END, r.ms, r.book,
       CASE WHEN r.doubtful THEN 'doubtful'
            WHEN r.kind = 'coarse' THEN 'needs_lot'
            WHEN r.kind = 'none' THEN ''
            WHEN r.voices = 1 AND r.asked AND NOT (r.crowd >= 3 AND r.last_round > 0)
                 THEN 'recount'
            WHEN r.voices = 1 OR r.most > 1 OR %(decides)s = 'last' AND r.last_round > 0
                 OR r.crowd >= 3 AND r.last_round > 0 THEN ''
            ELSE 'recount' END,
       NOT r.adding, r.last_round, r.crowd, r.most > 1,
       t.people, h.ids, t.rounds,
       r.notes
       || CASE WHEN r.kind = 'none' THEN jsonb_build_array(jsonb_build_object(
              'cause', 'recount_none', 'params', jsonb_build_object('person', r.person,
              'at', r.at, 'counts', t.counts)))
          WHEN r.most > 1 THEN jsonb_build_array(jsonb_build_object(
              'cause', 'double_count', 'params', jsonb_build_object('people', t.people)))
          WHEN r.voices = 1 AND r.silent IS NOT NULL
               AND (NOT r.asked OR r.crowd >= 3 AND r.last_round > 0)
               THEN jsonb_build_array(jsonb_build_object(
              'cause', 'read_outweighs', 'params', jsonb_build_object('person', r.person,
              'at', r.at, 'people', r.silent)))
          WHEN r.crowd >= 3 AND r.last_round > 0 OR (r.crowd = 2 AND %(decides)s = 'last'
               AND r.last_round > 0) THEN jsonb_build_array(jsonb_build_object(
              'cause', 'third_decides', 'params', jsonb_build_object('person', r.person)))
          WHEN r.crowd > 1 THEN jsonb_build_array(jsonb_build_object(
              'cause', 'disagreement', 'params', jsonb_build_object('people', t.people)))
          ELSE '[]' END
       || CASE r.kind
          WHEN 'empty' THEN jsonb_build_array(jsonb_build_object('cause', 'empty_statement',
               'params', jsonb_build_object('person', r.person, 'at', r.at)))
          WHEN 'sum' THEN jsonb_build_array(jsonb_build_object('cause', 'sum_proves',
               'params', jsonb_build_object('counted', r.counted)))
          WHEN 'coarse' THEN jsonb_build_array(jsonb_build_object('cause', 'needs_lot',
               'params', jsonb_build_object('counted', r.counted, 'book', r.book)))
          ELSE '[]' END
  FROM ranked r
  JOIN told t USING (place, item, lot, serial, status, owner)
  JOIN heard h USING (place, item, lot, serial, status, owner)
 WHERE r.rank = 1

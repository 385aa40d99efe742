-- What the book had by serial at the places of a pass at an instant; whether this pass read it,
-- where, whether a related pass did, by which kinds of readers the place was covered, and
-- whether a person searched there by hand (closed the place, or said that it holds none).
WITH here AS MATERIALIZED (
    SELECT h.id, h.place, h.item, h.serial, c.code AS place_code, c.kind
      FROM catalog_place_view c
      JOIN ledger_holding h ON h.site = c.site AND h.place = c.id
     WHERE c.site = %(site)s AND c.code = ANY (%(places)s::text[]) AND h.serial > 0
), related AS MATERIALIZED (
    SELECT v.id, v.reader_kind, v.place
      FROM capture_rfid_pass_view v
     WHERE v.site = %(site)s AND v.place = ANY (%(places)s::text[])
       AND CASE WHEN %(task)s::uuid IS NULL
                THEN v.task IS NULL AND v.started_at BETWEEN %(from)s AND %(to)s
                ELSE v.task = %(task)s::uuid END
), tag AS MATERIALIZED (
    SELECT t.pass, t.serial, t.place_code FROM capture_rfid_tag_view t
     WHERE t.site = %(site)s AND t.serial > 0 AND t.pass IN (
           SELECT v.id FROM capture_rfid_pass_view v
            WHERE v.site = %(site)s AND (v.task = %(task)s::uuid
                  OR v.started_at BETWEEN %(from)s AND %(to)s)
           UNION SELECT %(pass)s::uuid)
), seen AS MATERIALIZED (
    SELECT t.serial, bool_or(t.pass = %(pass)s) AS read, bool_or(t.pass <> %(pass)s) AS before,
           array_agg(t.place_code ORDER BY t.place_code)
               FILTER (WHERE t.pass = %(pass)s) AS codes
      FROM tag t GROUP BY t.serial
), covered AS MATERIALIZED (
    SELECT r.place, array_agg(r.reader_kind ORDER BY r.id) AS reader_kinds
      FROM related r GROUP BY r.place
), searched AS MATERIALIZED (
    SELECT v.place, 0::bigint AS item FROM counting_visit v
     WHERE v.site = %(site)s AND v.complete AND v.closed_at >= %(from)s
       AND v.plan = (SELECT plan FROM counting_task WHERE site = %(site)s
                        AND id = %(task)s::uuid)
    UNION
    SELECT s.place, coalesce(s.item, 0) FROM capture_seen_view s
     WHERE s.site = %(site)s AND s.task = %(task)s::uuid AND s.mode = 'empty' AND s.tray = ''
    UNION
    SELECT s.place, coalesce(s.item, 0) FROM capture_seen_view s
     WHERE s.site = %(site)s AND s.task IS NULL AND s.observed_at >= %(from)s
       AND s.mode = 'empty' AND s.tray = ''
), book AS (
    SELECT k.holding, k.book
      FROM (SELECT array_agg(id ORDER BY id) AS ids FROM here HAVING count(*) > 0) AS a
      CROSS JOIN LATERAL ledger_book(%(site)s, a.ids,
            array_fill(%(at)s::timestamptz, ARRAY[cardinality(a.ids)])) AS k
     WHERE k.book > 0
)
SELECT h.place_code AS place, h.kind AS place_kind, h.item AS item_id, i.code AS item,
       i.name AS item_name, n.code AS serial,
       coalesce(e.read, false) AS read,
       coalesce(CASE WHEN h.place_code = ANY (e.codes) THEN h.place_code ELSE e.codes[1] END, '')
           AS seen_at,
       coalesce(e.before, false) AS read_before, coalesce(v.reader_kinds, '{}') AS reader_kinds,
       EXISTS (SELECT 1 FROM searched s WHERE s.place = h.place AND s.item IN (0, h.item))
           AS searched
  FROM book b
  JOIN here h ON h.id = b.holding
  JOIN catalog_item_view i ON i.id = h.item
  JOIN catalog_serial_view n ON n.id = h.serial
  LEFT JOIN seen e ON e.serial = h.serial
  LEFT JOIN covered v ON v.place = h.place_code
 ORDER BY h.place_code, i.code, n.code
 LIMIT %(limit)s

-- Facts of documents in a range that make a record, in the order in which they happened: those of
-- some measures by kind, and steps without quantities; each with its item as it was then, and with
-- what the documents followed say.  A page goes on behind the fact that the one before ended with.
WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(%(kinds)s::text[], %(measures)s::text[]) AS k (kind, measure)
), steps AS MATERIALIZED (
    SELECT * FROM unnest(%(step_kinds)s::text[], %(actions)s::text[]) AS k (kind, action)
), event AS MATERIALIZED (
    SELECT e.site, e.id, e.document, e.action, e.actor, e.signers, e.at, e.payload, e.seq,
           d.kind, d.number, d.header, d.follows
      FROM lifecycle_event e
      JOIN lifecycle_document d ON d.site = e.site AND d.id = e.document
     WHERE e.site = ANY (%(sites)s::integer[])
       AND e.at >= %(since)s AND e.at < %(until)s
       AND (d.kind IN (SELECT w.kind FROM wanted w) OR d.kind IN (SELECT s.kind FROM steps s))
), fact AS (
    SELECT e.*, a.n, a.line, a.quantity, a.measure, coalesce(nullif(a.lot, ''), l.lot) AS lot,
           coalesce(nullif(a.serial, ''), l.serial) AS serial, a.place, a.note, l.item,
           l.attributes
      FROM event e
     CROSS JOIN LATERAL (
           SELECT x.* FROM lifecycle_amount x
            WHERE x.site = e.site AND x.event = e.id OFFSET 0) AS a
      JOIN wanted w ON w.kind = e.kind AND w.measure = a.measure
     CROSS JOIN LATERAL (
           SELECT x.* FROM lifecycle_line x
            WHERE x.site = e.site AND x.document = e.document AND x.line = a.line OFFSET 0) AS l
    UNION ALL
    SELECT e.*, 0, l.line, NULL, '', l.lot, l.serial, '', '', l.item, l.attributes
      FROM event e
      JOIN steps s ON s.kind = e.kind AND s.action = e.action
     CROSS JOIN LATERAL (
           SELECT x.* FROM lifecycle_line x
            WHERE x.site = e.site AND x.document = e.document OFFSET 0) AS l
)
SELECT f.at, t.code AS site, f.kind, f.number, f.document, f.id AS event, f.action, f.actor,
       f.signers, f.item, f.lot, f.serial, lot.made_on, lot.expires_on, f.quantity, f.measure,
       f.place, coalesce(m.content, '{}') AS master, f.header,
       coalesce(two.header, '{}') || coalesce(two.evidence, '{}')
       || coalesce(one.header, '{}') || coalesce(one.evidence, '{}') AS said,
       f.attributes, coalesce(f.payload->'evidence', '{}') AS evidence,
       concat_ws('; ', nullif(f.payload->>'reason', ''), nullif(f.note, '')) AS reason,
       one.kind AS origin_kind, one.number AS origin_number,
       CASE WHEN two.kind = 'purchase' THEN two.created_at
            WHEN one.kind IN ('purchase', 'receipt') THEN one.created_at END AS ordered_on,
       f.site AS site_id, f.n, f.line, f.seq, coalesce(own.evidence, '{}') AS own
  FROM fact f
  JOIN governance_site_view t ON t.id = f.site
  LEFT JOIN LATERAL (
       SELECT x.content FROM lifecycle_record_master x
        WHERE x.item = f.item ORDER BY (x.at <= f.at) DESC,
              CASE WHEN x.at <= f.at THEN f.at - x.at ELSE x.at - f.at END LIMIT 1) AS m ON true
  LEFT JOIN LATERAL (
       SELECT x.made_on, x.expires_on FROM catalog_item_view i
         JOIN catalog_lot_view x ON x.item = i.id AND x.code = f.lot
        WHERE i.code = f.item OFFSET 0) AS lot ON true
  LEFT JOIN LATERAL (
       SELECT x.kind, x.number, x.header, x.follows, x.created_at, (
              SELECT jsonb_object_agg(p.key, p.value) FROM lifecycle_event v
               CROSS JOIN LATERAL jsonb_each(coalesce(v.payload->'evidence', '{}')) AS p
               WHERE v.site = x.site AND v.document = x.id) AS evidence
         FROM lifecycle_document x
        WHERE x.site = f.site AND x.id = f.follows OFFSET 0) AS one ON true
  LEFT JOIN LATERAL (
       SELECT x.kind, x.header, x.created_at, (
              SELECT jsonb_object_agg(p.key, p.value) FROM lifecycle_event v
               CROSS JOIN LATERAL jsonb_each(coalesce(v.payload->'evidence', '{}')) AS p
               WHERE v.site = x.site AND v.document = x.id) AS evidence
         FROM lifecycle_document x
        WHERE x.site = f.site AND x.id = one.follows OFFSET 0) AS two ON true
  LEFT JOIN LATERAL (
       SELECT jsonb_object_agg(p.key, p.value ORDER BY v.seq) AS evidence
         FROM lifecycle_event v
        CROSS JOIN LATERAL jsonb_each(coalesce(v.payload->'evidence', '{}')) AS p
        WHERE f.kind = 'receipt' AND v.site = f.site AND v.document = f.document
          AND v.seq <= f.seq) AS own ON true
 WHERE (%(after_at)s::timestamptz IS NULL OR (f.at, f.site, f.id, f.n, f.line) > (
        %(after_at)s, %(after_site)s::integer, %(after_event)s::uuid, %(after_n)s::integer,
        %(after_line)s::integer))
   AND (%(text)s = '' OR strpos(lower(concat_ws(' ', f.item, f.lot, f.serial, f.number::text,
       m.content->>'name', f.header->>'customer', f.header->>'supplier')), %(text)s) > 0)
 ORDER BY f.at, f.site, f.id, f.n, f.line
 LIMIT %(limit)s

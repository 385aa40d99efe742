-- Post a batch of documents through the one door; each document has one instant for all its lines.
WITH given AS (
    SELECT %(ids)s::uuid[] AS ids, %(docs)s::integer[] AS docs,
           %(effective)s::timestamptz[] AS effective, %(since)s::timestamptz[] AS since,
           %(until)s::timestamptz[] AS until, %(precision)s::smallint[] AS prec
), spread AS (
    SELECT coalesce(array_agg(g.effective[d.doc] ORDER BY d.n), '{}') AS effective,
           coalesce(array_agg(g.since[d.doc] ORDER BY d.n), '{}') AS since,
           coalesce(array_agg(g.until[d.doc] ORDER BY d.n), '{}') AS until,
           coalesce(array_agg(g.prec[d.doc] ORDER BY d.n), '{}') AS prec
      FROM given g, unnest(g.docs) WITH ORDINALITY AS d (doc, n)
)
SELECT p.* FROM given g, spread s, LATERAL ledger_post(
    %(site)s, g.ids, %(kinds)s::text[], %(causes)s::text[], %(actors)s::text[],
    %(devices)s::text[], %(requests)s::bytea[], %(reverses)s::uuid[], %(transfers)s::uuid[],
    array_fill(NULL::uuid, ARRAY[cardinality(g.ids)]), g.docs, %(lines)s::integer[],
    %(sources)s::bigint[], %(targets)s::bigint[], %(quantities)s::bigint[],
    s.effective, s.since, s.until, s.prec, %(strict)s) AS p

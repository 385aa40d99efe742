-- Post a batch of documents through the one door.
SELECT * FROM ledger_post(
    %(site)s, %(ids)s::uuid[], %(kinds)s::text[], %(causes)s::text[], %(actors)s::text[],
    %(devices)s::text[], %(requests)s::bytea[], %(reverses)s::uuid[], %(transfers)s::uuid[],
    array_fill(NULL::uuid, ARRAY[cardinality(%(ids)s::uuid[])]),
    %(docs)s::integer[], %(lines)s::integer[], %(sources)s::bigint[], %(targets)s::bigint[],
    %(quantities)s::bigint[], %(effective)s::timestamptz[], %(since)s::timestamptz[],
    %(until)s::timestamptz[], %(precision)s::smallint[], %(strict)s)

-- The raw rows of some imports of one site: taken away, with what went of each.
-- Only what a purge of two people names comes here.
WITH named AS MATERIALIZED (
    SELECT i.id FROM exchange_import i
     WHERE i.state <> 'running' AND i.finished_at < %(before)s
       AND sha256(convert_to('imports|' || i.id::text, 'UTF8')) = ANY (%(digests)s::bytea[])
       AND (SELECT bool_and(x.site = %(site)s) FROM exchange_row x WHERE x.import = i.id)
), gone AS (
    DELETE FROM exchange_row x USING named n WHERE x.import = n.id
    RETURNING x.import, octet_length(x.raw) AS bytes
)
SELECT import AS id, count(*)::integer AS rows, sum(bytes)::bigint AS bytes
  FROM gone GROUP BY import ORDER BY import

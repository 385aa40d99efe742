-- All physical holdings of a site, each from the beginning.
SELECT id AS holding, '1900-01-01 00:00:00+00'::timestamptz AS at FROM ledger_holding
 WHERE site = %(site)s AND physical
 ORDER BY id

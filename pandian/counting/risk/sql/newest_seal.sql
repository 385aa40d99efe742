-- The newest seal of a site within reach of a bookmark.
SELECT coalesce(max(number), %(after)s) AS number FROM ledger_seal
 WHERE site = %(site)s AND number > %(after)s AND number <= %(after)s + %(seals)s::bigint

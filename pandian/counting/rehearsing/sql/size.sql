-- How many moves a replay of a site from an instant on would read, and how many entries (moves,
-- statements of counts, statements withdrawn) dated before its end there are by now.
SELECT (SELECT count(*) FROM ledger_move m
         WHERE m.site = %(site)s AND m.effective_at >= %(since)s) AS moves,
       (SELECT count(*) FROM ledger_move m
         WHERE m.site = %(site)s AND m.effective_at < %(until)s)
       + (SELECT count(*) FROM ledger_assertion a WHERE a.site = %(site)s AND a.at < %(until)s)
       + (SELECT count(*) FROM ledger_retraction r
            JOIN ledger_assertion a ON a.site = r.site AND a.id = r.assertion
           WHERE r.site = %(site)s AND a.at < %(until)s) AS entries

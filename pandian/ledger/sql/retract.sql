-- Withdraw the statements of a count that is being reversed.
INSERT INTO ledger_retraction (site, assertion, posting)
SELECT a.site, a.id, %(by)s FROM ledger_assertion a
 WHERE a.site = %(site)s AND a.posting = %(of)s
    ON CONFLICT DO NOTHING

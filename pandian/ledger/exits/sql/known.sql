-- Which of these postings are known already.
SELECT id FROM ledger_posting WHERE site = %(site)s AND id = ANY (%(ids)s::uuid[])

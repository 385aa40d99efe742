-- Which of these postings were made before.
SELECT id FROM ledger_posting WHERE site = %(site)s AND id = ANY (%(ids)s::uuid[])

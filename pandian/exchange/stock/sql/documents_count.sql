-- How many documents an import has to post.
SELECT coalesce(max(sequence), 0) AS documents FROM exchange_row WHERE import = %(import)s

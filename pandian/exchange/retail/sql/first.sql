-- When the first document of an import happened.
SELECT min(effective_at) AS at FROM exchange_row WHERE import = %(import)s AND sequence > 0

-- Forget the rows of an earlier run of the same import: they are about to be read again.
DELETE FROM exchange_row WHERE import = %(import)s

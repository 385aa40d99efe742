-- Places where the picker of a document did not find what was claimed there.
SELECT DISTINCT source AS place FROM lifecycle_amount
 WHERE site = %(site)s AND document = %(document)s AND measure = 'short'

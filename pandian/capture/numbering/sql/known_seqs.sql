-- Which of these numbers has the device used, and for which rows?
SELECT seq, id, site FROM capture_sequence
 WHERE install = %(install)s AND seq = ANY (%(seqs)s::bigint[])

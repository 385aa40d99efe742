-- Whether a reason was taken back, and by which reversal.
SELECT reversal FROM counting_reason_undone WHERE site = %(site)s AND reason = %(reason)s

-- What a known id asked for, whoever asks.
SELECT site, request FROM counting_sample WHERE id = %(id)s

-- Give an open task to a person.
UPDATE counting_task SET person = %(person)s
 WHERE site = %(site)s AND id = %(task)s AND state = 'open'

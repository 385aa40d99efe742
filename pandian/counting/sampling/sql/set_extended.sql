-- The count of the extension, and the sizes that it leads to.
UPDATE counting_sample SET state = 'extended', extension = %(plan)s, design = %(design)s
 WHERE site = %(site)s AND id = %(id)s AND state = 'drawn'

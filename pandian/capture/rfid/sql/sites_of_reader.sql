-- The sites at which a reader of this code is registered.
SELECT site FROM capture_rfid_reader
 WHERE code = %(reader)s AND site = ANY (%(sites)s::int[]) ORDER BY site

-- How far the clock of a device was off when it was last heard of.
SELECT offset_ms FROM capture_install_view WHERE id = %(install)s

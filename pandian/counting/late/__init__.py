"""What people post by hand into a period that is closed: refused, or let in by name.   补记"""

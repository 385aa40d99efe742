"""Transfer 调拨: goods leave for another site."""

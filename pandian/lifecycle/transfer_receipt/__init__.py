"""Transfer receipt 调拨收货: goods of another site arrive."""

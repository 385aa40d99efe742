"""Production 生产: goods are fed, used up, and others come out."""

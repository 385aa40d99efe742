"""Clock evidence 时钟证据: when a row was really seen, by the server's clock."""

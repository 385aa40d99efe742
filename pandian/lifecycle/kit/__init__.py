"""Kit 器械包: a tray is composed by its template."""

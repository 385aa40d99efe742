"""EPC tag encodings of the GS1 Tag Data Standard, both ways; pure."""

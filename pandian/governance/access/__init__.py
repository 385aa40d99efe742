"""Getting in: passwords, the first run, signatures.   准入"""

-- Share what this transaction sees with the program that dumps.
SELECT pg_export_snapshot() AS id

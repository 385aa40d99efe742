-- Open the partitions of the coming months.
SELECT ledger_open_partitions() AS opened

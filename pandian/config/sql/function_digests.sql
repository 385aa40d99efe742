-- The fingerprints of the functions as they stand in the database.
SELECT name, digest FROM kernel_function

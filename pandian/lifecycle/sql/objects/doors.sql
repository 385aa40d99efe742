-- Doors: what closes the ways round the documents.
SELECT 1;

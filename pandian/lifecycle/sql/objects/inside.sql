-- Tables of the inside documents.
SELECT;

-- Tables of the outbound documents.
SELECT;

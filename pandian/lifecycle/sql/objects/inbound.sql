-- Tables of the inbound documents.
SELECT;
